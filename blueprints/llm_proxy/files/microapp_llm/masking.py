"""Takes personal data and secrets out of every text of a request, or refuses the call."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import TypeVar, cast

from microapp_kit.errors import Refusal
from microapp_llm import texts
from microapp_llm.asked import TEXT_ONLY
from microapp_llm.beside_words import clean_names
from microapp_llm.call import Call
from microapp_llm.redaction import (
    UNSEEN,
    Redacted,
    RedactedJson,
    RedactedParts,
    Redactor,
    redact_json,
    redact_number,
)

log = logging.getLogger("microapp")
Made = TypeVar("Made")
HALF = re.compile("[\ud800-\udfff]")
ENDLESS = "Infinity"  # as Python spells it, which JSON does not know; what says so stays as it is
LONG = 10_000  # characters, which a hostile text can make cost 0.2 s


class Masking:
    """Puts the texts of requests through one redactor."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._check_name = clean_names(redactor)

    async def mask(self, call: Call, size: int) -> None:
        """Put every text of the request through the redactor; its failure refuses the call.

        A long text is read in a thread, so that the answers of others flow on meanwhile; every
        text is where the redactor is slow.
        """
        try:
            if size > LONG or self._redactor.is_slow:
                await asyncio.to_thread(self._change, call)
            else:
                self._change(call)
            call.is_redacted = True
        except Refusal:
            raise
        except Exception:
            raise not_looked_for(request_id=call.id) from None

    def _change(self, call: Call) -> None:
        redactor, vault = self._redactor, call.vault

        def change(text: str) -> str:
            return _noted(call, found := redactor.redact(text, vault), found.text)

        def change_parts(parts: list[str]) -> Sequence[str]:
            return _noted(call, found := redactor.redact_parts(parts, vault), found.texts)

        def change_arguments(text: str) -> str:
            found = redact_json({"arguments": text}, redactor, vault)
            _check_seen(found)
            made = cast(dict[str, str], found.value)["arguments"]
            _check_numbers(text, made)
            return _noted(call, found, _sendable(made))

        def change_number(number: int | float, label: str) -> object:
            return _noted(call, found := redact_number(number, label, redactor, vault), found.value)

        if call.kind == "embeddings":
            call.body = texts.changed_embeddings(call.body, change)
            return
        changes = texts.Changes(
            change, change_arguments, change_parts, change_number, self._check_name
        )
        call.body = texts.changed_chat(call.body, changes)


def not_looked_for(**told: str) -> Refusal:
    """Log why a redactor failed, and give the refusal of what it was to read."""
    log.exception("Redaction failed.", extra=told)
    text = "Personal data could not be looked for, so the call is refused."
    return Refusal(503, "redaction_failed", text)


def _check_seen(found: RedactedJson) -> None:
    """Refuse a picture, a sound or a film in a tool's JSON, as they are refused in messages."""
    if unseen := set(found.blocked).intersection(UNSEEN.values()):
        told = f"A tool's JSON holds a {min(unseen)}, which is not taken: {TEXT_ONLY}"
        raise Refusal(422, "invalid", f"The request is not valid: {told}")


def _check_numbers(text: str, made: str) -> None:
    """Refuse JSON with a number that cannot be read, and would be sent as another one: 1e999."""
    if ENDLESS in made and made.count(ENDLESS) > text.count(ENDLESS):
        told = "A tool's JSON holds a number that is too large to be read. Send it as text."
        raise Refusal(422, "invalid", f"The request is not valid: {told}")


def _sendable(text: str) -> str:
    """Spell half a character in JSON as its escape again: alone it is nothing that can be sent."""
    return HALF.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _noted(call: Call, found: Redacted | RedactedParts | RedactedJson, made: Made) -> Made:
    if found.blocked:
        kinds = ", ".join(sorted(set(found.blocked)))
        raise Refusal(422, "blocked", f"The request holds what no model may see: {kinds}.")
    if found.counts:
        call.redacted.update(found.counts)
    return made
