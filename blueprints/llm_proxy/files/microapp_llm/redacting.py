"""Puts every text and number of a request through the redactor, and notes what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

from microapp_kit.errors import Refusal
from microapp_llm import texts
from microapp_llm.beside_words import clean_names
from microapp_llm.call import Call
from microapp_llm.redaction import (
    Redacted,
    RedactedJson,
    RedactedParts,
    Redactor,
    redact_json,
    redact_number,
)

Made = TypeVar("Made")


def redact_body(call: Call, redactor: Redactor) -> None:
    """Give the call a body without what the policy hides; refuse one that it blocks."""
    vault = call.vault

    def change(text: str) -> str:
        return _noted(call, found := redactor.redact(text, vault), found.text)

    def change_parts(parts: list[str]) -> Sequence[str]:
        return _noted(call, found := redactor.redact_parts(parts, vault), found.texts)

    def change_arguments(text: str) -> str:
        found = redact_json({"arguments": text}, redactor, vault)
        return _noted(call, found, cast(dict[str, str], found.value)["arguments"])

    def change_number(number: int | float, label: str) -> object:
        return _noted(call, found := redact_number(number, label, redactor, vault), found.value)

    if call.kind == "embeddings":
        call.body = texts.changed_embeddings(call.body, change)
        return
    changes = texts.Changes(
        *(change, change_arguments, change_parts, change_number), clean_names(redactor)
    )
    call.body = texts.changed_chat(call.body, changes)


def _noted(call: Call, found: Redacted | RedactedParts | RedactedJson, made: Made) -> Made:
    if found.blocked:
        kinds = ", ".join(sorted(set(found.blocked)))
        raise Refusal(422, "blocked", f"The request holds what no model may see: {kinds}.")
    call.redacted.update(found.counts)
    return made
