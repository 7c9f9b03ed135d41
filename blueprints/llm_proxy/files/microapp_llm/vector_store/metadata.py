"""Metadata of vectors: few, small, flat, and without personal data."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta

from microapp_kit.errors import Detail, Refusal
from microapp_llm.asked import Name
from microapp_llm.beside_words import clean_names
from microapp_llm.masking import not_looked_for
from microapp_llm.plain_words import about
from microapp_llm.redaction import Redactor, Vault, redact_json

MOST_FIELDS = 16
LONGEST = 500
LARGEST_NUMBER = 10**15
Metadata = Mapping[str, Any]
Fact = (
    str
    | bool
    | Annotated[int, Meta(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
    | Annotated[float, Meta(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
)
NO_NAME = "A name has letters, digits, _ and -, and at most 64 of them."


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


def wrong_fact(items: object) -> Refusal | None:
    """Give the refusal of the first field of metadata that is no fact; msgspec does not name it."""
    for number, item in enumerate(items if isinstance(items, list) else ()):
        metadata = item.get("metadata") if isinstance(item, dict) else None
        for name, fact in (metadata if isinstance(metadata, dict) else {}).items():
            try:
                msgspec.convert(name, Name)
            except msgspec.ValidationError:
                return _unfit(number, name, NO_NAME)
            try:
                msgspec.convert(fact, Fact)
            except msgspec.ValidationError as error:
                return _unfit(number, name, f"{about(str(error))[2]}.")
    return None


def _check_size(number: int, metadata: Metadata) -> None:
    if len(metadata) > MOST_FIELDS:
        raise _unfit(number, "", f"There may be {MOST_FIELDS} fields at most.")
    for name, fact in metadata.items():
        if isinstance(fact, str) and len(fact) > LONGEST:
            raise _unfit(number, name, f"It may have {LONGEST} characters at most.")


def _unfit(number: int, name: str, what: str) -> Refusal:
    field = f"items[{number}].metadata{'.' if name else ''}{name}"[:100]
    return Refusal(422, "invalid", f"{field}: {what}", details=[Detail(field, what)])
