"""JSON of a model is spelled plainly before guards read it, wherever its stream is cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_llm.providers.spelling import SpelledStream, spelled, spelled_answer

ASKED: dict[str, Any] = {"response_format": {"type": "json_object"}}


def streamed(text: str, cut: int) -> str:
    stream = SpelledStream({})
    said = ""
    for number, part in enumerate((text[:cut], text[cut:], "")):
        call = {"index": 0, "function": {"arguments": part}}
        choice = {"delta": {"tool_calls": [call]}, "finish_reason": "stop" if number == 2 else None}
        (told,) = stream.chunk({"choices": [choice]})["choices"]
        said += "".join(c["function"].get("arguments", "") for c in told["delta"]["tool_calls"])
    return said


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        (r'{"a":"ann\u0040corp.example"}', '{"a":"ann@corp.example"}'),
        (r'{"a":"\u0044E89"}', '{"a":"DE89"}'),
        (r'{"a":"https:\/\/evil.example"}', '{"a":"https://evil.example"}'),
        (r'{"a":"\ud83d\ude00"}', '{"a":"\U0001f600"}'),
        (
            r'{"a":"\\u0040 \" \n \u000a \u0022 \u005c"}',
            r'{"a":"\\u0040 \" \n \u000a \u0022 \u005c"}',
        ),
        (r'{"a":"\ud83d"}', r'{"a":"\ud83d"}'),
        (r'{"a":"\u00', r'{"a":"\u00'),
    ],
)
def test_an_escape_is_the_character_it_stands_for(hidden: str, plain: str) -> None:
    assert spelled(hidden) == plain
    assert {streamed(hidden, cut) for cut in range(len(hidden) + 1)} == {plain}


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list('aü"/\\\n\u2028\U0001f600u0')), max_size=12), st.data()
)
def test_the_value_stays_the_same(text: str, data: st.DataObject) -> None:
    written = json.dumps({"a": text})
    cut = data.draw(st.integers(0, len(written)))

    assert json.loads(spelled(written)) == {"a": text}
    assert streamed(written, cut) == spelled(written)


def test_only_what_is_to_be_json_is_changed() -> None:
    body = {"choices": [{"message": {"content": r"\u0040"}}]}

    assert spelled_answer(body, {}) == body
    assert spelled_answer(body, ASKED)["choices"][0]["message"]["content"] == "@"
