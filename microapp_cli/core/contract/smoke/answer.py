"""What a service answered, and what can be read from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


class Failed(Exception):
    """An answer is not what a statement asks for; the text says why."""


@dataclass(frozen=True)
class Answer:
    """What a service answered."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    milliseconds: float = 0.0

    def header(self, name: str) -> str:
        """Give a header's value."""
        try:
            return self.headers[name.lower()]
        except KeyError:
            raise Failed(f"the answer has no {name} header") from None

    def json(self) -> Any:
        """Give the body as a value."""
        try:
            return json.loads(self.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Failed("the body is no JSON") from None

    def at(self, path: Path) -> Any:
        """Give the value at a path in the body."""
        found = self.json()
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                raise Failed(f"the body has no {as_steps(path)}") from None
        return found


def as_steps(path: Path) -> str:
    """Spell a path in a JSON value as JavaScript does."""
    return "".join(
        f".{step}"
        if isinstance(step, str) and IDENTIFIER.fullmatch(step)
        else f"[{json.dumps(step)}]"
        for step in path
    )


def as_text(value: object) -> str:
    """Spell a value as it is put into an address or a header."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)


def _no_constant(name: str) -> None:
    raise ValueError(name)
