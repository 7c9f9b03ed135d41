"""The text that lineage keeps, where it may: what was asked, and no instructions of the app."""

from __future__ import annotations

import msgspec
import pytest

from microapp_llm.call import Call, Caller, FromPrompt
from microapp_llm.embedding_plan import Plan
from microapp_llm.lineage.of_call import row_of
from microapp_llm.providers.asking import Body
from microapp_llm.redaction import Vault

ANN = Caller("acme", "desk", "ann", ())
SYSTEM = {"role": "system", "content": "Internal mark, never to be repeated: mark-1. Be short."}
ASKED = {"role": "user", "content": "Who is away?"}


def call_of(kind: str, body: Body) -> Call:
    """Give a call whose texts were searched."""
    return Call(ANN, kind, kind, body, Vault(b"k" * 32), is_redacted=True)


def kept(call: Call) -> object:
    """Give the text that is kept of a call."""
    return msgspec.json.decode(row_of(call, "", with_text=True).text or "null")


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [(None, [SYSTEM, ASKED]), (FromPrompt("summarise-text", 1, "hash"), [ASKED])],
    ids=["a chat brings its own instructions", "a stored prompt keeps them to itself"],
)
def test_lineage_tells_no_instructions_that_the_caller_did_not_bring(
    prompt: FromPrompt | None, texts: list[Body]
) -> None:
    call = call_of("chat", {"messages": [SYSTEM, ASKED]})
    call.prompt = prompt

    assert kept(call) == texts


def test_lineage_keeps_all_texts_of_vectors_also_those_that_were_known() -> None:
    call = call_of("embeddings", {"input": ["two"]})
    call.plan = Plan(("one", "two", "one"), {}, {}, ("two",))

    assert kept(call) == ["one", "two", "one"]
