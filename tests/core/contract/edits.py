"""Small edits of an OpenAPI document by JSON pointer, for tests that change one thing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

Edit = Callable[[dict[str, Any]], None]


def put(pointer: str, value: Any) -> Edit:
    """Set what stands there; in a list, `-` appends."""

    def edit(document: dict[str, Any]) -> None:
        holder, key = _holder(document, pointer)
        if isinstance(holder, list) and key == "-":
            holder.append(copy.deepcopy(value))
        else:
            holder[int(key) if isinstance(holder, list) else key] = copy.deepcopy(value)

    return edit


def drop(pointer: str) -> Edit:
    """Take away what stands there."""

    def edit(document: dict[str, Any]) -> None:
        holder, key = _holder(document, pointer)
        del holder[int(key) if isinstance(holder, list) else key]

    return edit


def move(pointer: str, to: str) -> Edit:
    """Put what stands there somewhere else."""

    def edit(document: dict[str, Any]) -> None:
        value = found(document, pointer)
        drop(pointer)(document)
        put(to, value)(document)

    return edit


def edited(document: dict[str, Any], *edits: Edit) -> dict[str, Any]:
    """A copy of the document with these edits."""
    changed = copy.deepcopy(document)
    for edit in edits:
        edit(changed)
    return changed


def found(document: Any, pointer: str) -> Any:
    """What stands at a pointer; a KeyError or IndexError when nothing does."""
    for key in _keys(pointer):
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def _holder(document: dict[str, Any], pointer: str) -> tuple[Any, str]:
    above, _, key = pointer.rpartition("/")
    return found(document, above), _keys(f"/{key}")[0]


def _keys(pointer: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
