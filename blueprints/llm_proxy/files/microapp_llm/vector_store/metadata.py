"""Metadata of vectors: few, small, flat, and without personal data."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from microapp_kit.errors import Detail, Refusal
from microapp_llm.beside_words import clean_names
from microapp_llm.masking import not_looked_for
from microapp_llm.redaction import Redactor, Vault, redact_json

MOST_FIELDS = 16
LONGEST = 500
LARGEST_NUMBER = 10**15
Metadata = Mapping[str, Any]


class MetadataGuard:
    """Checks ids and metadata, and takes personal data out; its failure is a refusal."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._check_name = clean_names(redactor, "vector, its id,")

    async def clean(
        self, names: Sequence[str], told: Sequence[Metadata], vault: Vault
    ) -> tuple[list[dict[str, Any]], Counter[str]]:
        """Give the metadata redacted, and what was taken out of it."""
        for number, one in enumerate(told):
            _check_size(number, one)
        try:
            return await asyncio.to_thread(self._clean, names, told, vault)
        except Refusal:
            raise
        except Exception:
            raise not_looked_for() from None

    def _clean(
        self, names: Sequence[str], told: Sequence[Metadata], vault: Vault
    ) -> tuple[list[dict[str, Any]], Counter[str]]:
        for name in names:
            self._check_name(name)
        made, counts = [], Counter[str]()
        for one in told:
            text = msgspec.json.encode(one).decode()
            found = redact_json({"arguments": text}, self._redactor, vault)
            if found.blocked:
                kinds = ", ".join(sorted(set(found.blocked)))
                raise Refusal(422, "blocked", f"The metadata holds what may not stay: {kinds}.")
            counts.update(found.counts)
            made.append(msgspec.json.decode(cast(dict[str, str], found.value)["arguments"]))
        return made, counts


def _check_size(number: int, metadata: Metadata) -> None:
    long = any(isinstance(v, str) and len(v) > LONGEST for v in metadata.values())
    if len(metadata) > MOST_FIELDS or long:
        what = f"At most {MOST_FIELDS} fields, each of {LONGEST} characters at most."
        detail = Detail(f"items.{number}.metadata", what)
        raise Refusal(422, "invalid", "The metadata does not fit.", details=[detail])
