"""What a request or an answer says, short enough to be read at a glance."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST = 130
A_LINE = 72
NUMBERS = re.compile(r"\[(-?[\d.e-]+, -?[\d.e-]+), [-\d.e, ]{60,}\]")


def excerpt(content: bytes) -> str:
    """The whole where it is short; else its sentences where it has some; else how it begins."""
    try:
        value = json.loads(content)
    except ValueError:
        return _cut(" ".join(content.decode("utf-8", "replace").split()))
    whole = NUMBERS.sub(r"[\1, …]", json.dumps(value, ensure_ascii=False))
    if len(whole) <= LONGEST:
        return _cut(whole)
    sentences = dict.fromkeys(text for text in _texts(value) if len(text.split()) > 2)
    return _cut(" / ".join(sentences)) if sentences else _cut(whole, A_LINE)


def excerpt_of_stream(content: bytes) -> str:
    """How many events arrived, and the text that their pieces make."""
    lines = content.decode("utf-8", "replace").splitlines()
    events = [line.removeprefix("data:").strip() for line in lines if line.startswith("data:")]
    pieces = [text for event in events for text in _pieces(event)]
    return _cut(f"{len(events)} events, together: {''.join(pieces)}")


def _pieces(event: str) -> Iterator[str]:
    try:
        value = json.loads(event)
    except ValueError:
        return
    yield from _texts(value, "content")


def _texts(value: Any, name: str = "") -> Iterator[str]:
    """All texts in a value, or those of the fields of one name."""
    if isinstance(value, str) and not name:
        yield value
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner, name)
    if isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name)


def _cut(text: str, longest: int = LONGEST) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= longest else f"{text[: longest - 2]} …"
