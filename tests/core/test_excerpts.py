"""An excerpt says what a request or an answer is about, on two lines at most."""

from __future__ import annotations

import json

import pytest

from microapp_cli.core.excerpts import LONGEST, excerpt, excerpt_of_stream

ID = "chatcmpl-0123456789abcdef01234567"
CHAT = {"id": ID, "created": 0, "choices": [{"message": {"content": "Nobody is away today."}}]}
VECTOR = {"data": [{"embedding": [0.25, -0.5, *[0.125] * 60]}]}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"days": 7, "model": "small"}, '{"days": 7, "model": "small"}'),
        ({**CHAT, "more": "x" * 99}, "Nobody is away today."),
        (
            {"message": "It is wrong.", "error": {"message": "It is wrong."}, "id": ID * 9},
            "It is wrong.",
        ),
        (VECTOR, '{"data": [{"embedding": [0.25, -0.5, …]}]}'),
        ({"a": "b\x9b31m"}, '{"a": "b 31m"}'),
    ],
)
def test_what_matters_is_said(value: object, said: str) -> None:
    assert excerpt(json.dumps(value).encode()) == said


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00", b"plain words", b"[" * 10, b'{"a":"' + b"long " * 99 + b'"}']
)
def test_an_excerpt_of_anything_is_short_and_printable(content: bytes) -> None:
    said = excerpt(content)

    assert len(said) <= LONGEST
    assert not said or said.isprintable()


def test_the_pieces_of_a_stream_are_put_together() -> None:
    deltas = [{"choices": [{"delta": {"content": word}}]} for word in ("Nobody ", "is away.")]
    lines = [*(f"data: {json.dumps(delta)}" for delta in deltas), "data: [DONE]"]

    said = excerpt_of_stream("\n\n".join(lines).encode())

    assert said == "3 events, together: Nobody is away."
