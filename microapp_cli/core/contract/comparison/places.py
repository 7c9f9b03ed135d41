"""Values of a document together with where they stand, so that every finding has a JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from microapp_cli.core.contract.references import MAX_HOPS, MISSING, look_up


@dataclass(frozen=True)
class Place:
    """A value and its JSON pointer; two places are equal when their pointers are."""

    pointer: str
    value: Any = field(compare=False, repr=False)
    root: Mapping[str, Any] = field(compare=False, repr=False)
    part: str = ""
    """What of the value is meant, where it is not all of it."""

    def __hash__(self) -> int:
        return hash(self.pointer)  # a text remembers its own, and there are millions of places

    @property
    def fields(self) -> Mapping[str, Any]:
        """The value where it is an object, else an empty one."""
        return self.value if isinstance(self.value, dict) else {}

    def at(self, *keys: object) -> Place:
        """The place below, `None` where nothing stands; `$ref` is followed on the way."""
        here, root = self, self.root
        for key in keys:
            inside = here.followed()
            here = Place(f"{inside.pointer}/{_escaped(key)}", _item(inside.value, key), root)
        return here

    def each(self) -> Iterator[tuple[str, Place]]:
        """Everything in an object or a list, by name or number."""
        inside = self.followed()
        keys = inside.value if isinstance(inside.value, dict) else range(len(inside.entries))
        for key in keys:
            yield str(key), inside.at(key)

    @property
    def entries(self) -> list[Any]:
        """The value where it is a list, else an empty one."""
        return self.value if isinstance(self.value, list) else []

    def followed(self) -> Place:
        """The place that `$ref` leads to, or this one; a loop leads to nothing."""
        value = self.value
        if not isinstance(value, dict) or "$ref" not in value:
            return self
        here = self
        for _ in range(MAX_HOPS):
            reference = here.fields.get("$ref")
            if not isinstance(reference, str):
                return here
            pointer = unquote(reference.removeprefix("#"))
            here = Place(pointer, _found(self.root, reference), self.root)
        return Place(here.pointer, None, self.root)


def document_place(raw: Mapping[str, Any]) -> Place:
    """The whole document."""
    return Place("", raw, raw)


def _item(value: Any, key: object) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) else None


def _found(root: Mapping[str, Any], reference: str) -> Any:
    found = look_up(root, reference)
    return None if found is MISSING else found


def _escaped(key: object) -> str:
    text = str(key)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text
