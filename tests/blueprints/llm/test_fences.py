"""A fence around JSON is taken off, wherever its stream is cut; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_llm.providers.fences import MOST_HELD, UnfencedStream, unfenced

JSON = '{"a": "x ``` y",\n "b": [1]}'
FENCED = {
    f"```json\n{JSON}\n```": JSON,
    f"```\n{JSON}\n```": JSON,
    f"  \n```JSON\r\n{JSON}\r\n```\n\n": JSON,
    f"```json {JSON} ```": JSON,
    f"```{JSON}```": JSON,
    f"```json\n{JSON}": JSON,
    JSON: JSON,
    f"\n{JSON}\n": f"\n{JSON}\n",
    f"Here it is:\n```json\n{JSON}\n```": f"Here it is:\n```json\n{JSON}\n```",
    f"```json\n1\n```\n and \n```json\n{JSON}\n```": f"1\n```\n and \n```json\n{JSON}",
    "```json": "```json",
    "``": "``",
    "": "",
    "```\n\n```": "",
}


def streamed(*pieces: str) -> str:
    """Give what a stream of pieces comes to."""
    stream = UnfencedStream()
    return "".join([*map(stream.feed, pieces), stream.finish()])


@pytest.mark.parametrize(("text", "inside"), FENCED.items())
def test_one_fence_around_all_is_taken_off_at_every_cut(text: str, inside: str) -> None:
    assert unfenced(text) == inside
    assert {streamed(text[:cut], text[cut:]) for cut in range(len(text) + 1)} == {inside}
    assert streamed(*text) == inside


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="`json \n{}", max_size=90), st.integers(1, 9))
def test_a_stream_comes_to_what_the_whole_comes_to(text: str, size: int) -> None:
    pieces = [text[start : start + size] for start in range(0, len(text), size)]

    assert streamed(*pieces) == unfenced(text)


def test_only_what_may_close_the_fence_waits() -> None:
    stream = UnfencedStream()

    waiting = [len(text) - len(stream.feed(text)) for text in ("```json\n", '{"a": 1', "}\n", "``")]

    assert waiting == [8, 0, 1, 2]
    assert len(stream.feed("`" * 1000)) > 1000 - MOST_HELD
