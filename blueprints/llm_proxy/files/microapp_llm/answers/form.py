"""The form that an answer was asked in: JSON, with or without a schema, or any text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from microapp_kit.errors import Refusal
from microapp_llm.call import Call
from microapp_llm.prompts.schema import BadSchema, Schema, schema_of_a_draft


class Form:
    """JSON that holds a schema, if there is one."""

    def __init__(self, schema: Schema | None) -> None:
        self._schema = schema

    def check(self, text: str | None) -> None:
        """Refuse an answer that is not the JSON that was asked for."""
        try:
            value = msgspec.json.decode(text or "")
        except (msgspec.DecodeError, RecursionError):
            raise _not_as_asked() from None
        if self._schema is not None and not self._schema.holds(value):
            raise _not_as_asked()


def form_of(call: Call) -> Form | None:
    """Give the form that the answer of a call must have; none where any text will do."""
    wish = call.body.get("response_format") or {}
    return None if wish.get("type", "text") == "text" else Form(call.answer_schema)


def schema_asked(wish: Mapping[str, Any] | None) -> Schema | None:
    """Give the schema of a response_format; one that cannot be used is refused before any cost."""
    if not wish or wish["type"] != "json_schema":
        return None
    try:
        return schema_of_a_draft(wish["json_schema"].get("schema") or {})
    except BadSchema as error:
        raise Refusal(422, "invalid", f"The JSON Schema cannot be used: {error}.") from None


def _not_as_asked() -> Refusal:
    return Refusal(422, "answer_not_as_asked", "The model did not answer in the form asked for.")
