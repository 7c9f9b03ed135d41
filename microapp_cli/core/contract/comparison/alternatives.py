"""A schema taken apart: `$ref` and `allOf` laid flat, `oneOf` and `anyOf` as alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from microapp_cli.core.contract.comparison.places import Place

OWN = "own"
"""The part of a schema that is left when `$ref`, `allOf`, `oneOf` and `anyOf` are taken out."""
TAKEN_OUT = frozenset({"$ref", "allOf", "oneOf", "anyOf"})
MOST_ALTERNATIVES = 64
MOST_PARTS = 500


@dataclass(frozen=True)
class Node:
    """What all of these schemas together accept, or null if that is allowed beside them."""

    parts: tuple[Place, ...]
    or_null: bool = False
    label: str = field(default="", compare=False)
    """What the author calls it: the name behind `$ref`, or the title."""

    def __hash__(self) -> int:
        return hash(self.parts)

    @property
    def pointer(self) -> str:
        """Where the schema stands."""
        return self.parts[0].pointer if self.parts else ""


def alternatives(node: Node) -> tuple[Node, ...] | None:
    """All alternatives of a schema, itself when it has none; None when there are too many."""
    done: list[Node] = []
    waiting = [(*_unfolded(node.parts), node.label)]
    while waiting:
        own, choices, label = waiting.pop(0)
        if not choices:
            done.append(Node(tuple(own), node.or_null, label))
        if len(done) + len(waiting) > MOST_ALTERNATIVES or len(own) > MOST_PARTS:
            return None
        for branch in choices[0] if choices else ():
            inner, more = _unfolded([*own, branch])
            waiting.append((inner, [*choices[1:], *more], label_of(branch)))
    return tuple(done)


def label_of(schema: Place) -> str:
    """What the author calls a schema: the name behind `$ref`, or the title."""
    name = schema.fields.get("$ref") or schema.fields.get("title")
    return name.rpartition("/")[2] if isinstance(name, str) else ""


def _unfolded(schemas: Iterable[Place]) -> tuple[list[Place], list[list[Place]]]:
    """The parts that hold together, and the choices that are left to make."""
    own: list[Place] = []
    choices: list[list[Place]] = []
    seen: set[Place] = set()
    waiting = list(schemas)
    while waiting and len(own) <= MOST_PARTS:
        here = waiting.pop(0)
        if here.part == OWN:
            own.append(here)
        elif here not in seen:
            seen.add(here)
            own += _own_part(here)
            waiting = [*_held_with(here), *waiting]
            choices += _choices(here)
    return own, choices


def _own_part(here: Place) -> Iterator[Place]:
    """The keywords of its own; in OpenAPI 3.0 nothing counts beside a `$ref`."""
    if here.value is False:
        yield Place(here.pointer, {"not": {}}, here.root, OWN)
    elif "$ref" not in here.fields or not str(here.root.get("openapi")).startswith("3.0"):
        own = {key: value for key, value in here.fields.items() if key not in TAKEN_OUT}
        if own or "$ref" not in here.fields:
            yield Place(here.pointer, own, here.root, OWN)


def _held_with(here: Place) -> Iterator[Place]:
    """The schemas that hold together with this one."""
    if isinstance(here.fields.get("$ref"), str):
        yield here.followed()
        return
    if "allOf" in here.fields:
        yield from (part for _, part in here.at("allOf").each())
    for key in ("oneOf", "anyOf"):
        if key in here.fields and len(here.at(key).entries) == 1:
            yield here.at(key, 0)


def _choices(here: Place) -> Iterator[list[Place]]:
    if "$ref" in here.fields:
        return
    for key in ("oneOf", "anyOf"):
        if key in here.fields and len(here.at(key).entries) > 1:
            yield [branch for _, branch in here.at(key).each()]
