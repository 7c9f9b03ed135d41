"""No connector offers a stream: none of these platforms can read one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from microapp_cli.core.contract import make, power_automate, zapier
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from tests.core.contract.awkward import answer, document

ASKED = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "stream": {"type": "boolean"},
        "stream_options": {"type": "object"},
    },
}
BODY = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}}}
EVENTS = {"text/event-stream": {"schema": {"type": "string"}}}
Derive = Callable[[Contract, str], Derived]


def chat(**more: Any) -> Any:
    """A document whose only call may be answered as a stream, too."""
    answered = answer({"type": "object"})
    answered["200"]["content"] |= more
    call = {"operationId": "ask", "requestBody": BODY, "responses": answered}
    return document({"/chat": {"post": call}}, components={"schemas": {"Asked": ASKED}})


def shown(derive: Derive, data: Any) -> str:
    return json.dumps(derive(Contract.parse(data), "5" * 64).files)


@pytest.mark.parametrize("derive", [make.derive, power_automate.derive, zapier.derive])
def test_what_asks_for_a_stream_is_not_offered(derive: Derive) -> None:
    made = shown(derive, chat(**EVENTS))

    assert "question" in made
    assert "stream" not in made.lower()


@pytest.mark.parametrize("derive", [make.derive, power_automate.derive, zapier.derive])
def test_a_field_of_that_name_is_offered_where_nothing_is_streamed(derive: Derive) -> None:
    assert '"stream"' in shown(derive, chat())
