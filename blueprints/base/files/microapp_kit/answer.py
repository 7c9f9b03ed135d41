"""Answer: a status, headers and a body, ready to be sent or stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

JSON_HEADERS: Mapping[str, str] = {"Content-Type": "application/json"}
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets back."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def json_answer(status: int, value: Any, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """Give a value as a JSON answer."""
    return Answer(status, {**JSON_HEADERS, **headers}, msgspec.json.encode(value))
