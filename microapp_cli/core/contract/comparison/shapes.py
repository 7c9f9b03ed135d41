"""What a schema accepts, in one form for OpenAPI 3.0 and 3.1, each fact with its JSON pointer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from microapp_cli.core.contract.comparison.alternatives import Node, alternatives
from microapp_cli.core.contract.comparison.facts import OPAQUE, READ, Fact, both
from microapp_cli.core.contract.comparison.fingerprints import TEXTS, Fingerprints, canonical
from microapp_cli.core.contract.comparison.places import Place

KINDS = ("array", "boolean", "integer", "fraction", "null", "object", "string")
ANYTHING = frozenset(KINDS)
OF_OBJECTS = frozenset(
    (
        *("properties", "required", "additionalProperties", "patternProperties"),
        *("minProperties", "maxProperties"),
    )
)
OF_LISTS = frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems"})


UNION = "union"
"""The part of a schema that its alternatives come to together."""


@dataclass(frozen=True)
class Shape:
    """What a schema says, its parts merged."""

    pointer: str
    types: frozenset[str]
    facts: Mapping[str, Fact]
    texts: Mapping[str, Fact]
    properties: Mapping[str, Node]
    required: Mapping[str, str]
    """Each name that must be there, with the pointer of that demand."""
    inner: Mapping[str, Node]
    """Items, values of further properties and the like, by their place below the schema."""

    @cached_property
    def said(self) -> object:
        """Equal for shapes that no rule for schemas tells apart."""
        facts = {keyword: fact.value for keyword, fact in self.facts.items()}
        return self.types, facts, {keyword: fact.value for keyword, fact in self.texts.items()}

    def get(self, keyword: str) -> Any:
        """What the schema says under this keyword, or None."""
        fact = self.facts.get(keyword)
        return fact.value if fact else None


@dataclass(frozen=True)
class Shapes:
    """The shapes of the schemas of one document; each is made once."""

    fingerprints: Fingerprints = field(default_factory=Fingerprints)
    made: dict[Node, Shape] = field(default_factory=dict)
    taken_apart: dict[Node, tuple[Node, ...] | None] = field(default_factory=dict)

    def of(self, node: Node) -> Shape:
        """The shape of a node without alternatives."""
        if node not in self.made:
            self.made[node] = self._merged(node)
        return self.made[node]

    def content(self, node: Node) -> tuple[int, ...]:
        """Equal for nodes that say the same in the same parts."""
        return tuple(sorted(self.fingerprints.of(part) for part in node.parts if part.value))

    def kind(self, node: Node) -> frozenset[str]:
        """The types of a node without alternatives."""
        return self.of(node).types

    def choices(self, node: Node) -> tuple[Node, ...] | None:
        """The alternatives of a schema; null, plain types and plain values are no alternatives."""
        if node not in self.taken_apart:
            self.taken_apart[node] = self._real_choices(node)
        return self.taken_apart[node]

    def _real_choices(self, node: Node) -> tuple[Node, ...] | None:
        found = alternatives(node)
        if not found or len(found) == 1:
            return found
        real = [one for one in found if self.of(one).types != {"null"}]
        or_null = node.or_null or len(real) < len(found)
        plain = self._one_for_all(node, real)
        return tuple(replace(one, or_null=or_null) for one in plain) or found[:1]

    def _one_for_all(self, node: Node, nodes: list[Node]) -> list[Node]:
        """`oneOf` of nothing but types, or of nothing but values, is one schema."""
        for keyword in ("type", "enum"):
            values = [self._only(keyword, node) for node in nodes]
            if len(nodes) > 1 and all(values):
                union = {keyword: [one for found in values for one in found]}
                return [Node((replace(node.parts[0], value=union, part=UNION),))]
        return nodes

    def _only(self, keyword: str, node: Node) -> list[Any]:
        """The values of this keyword if the schema says nothing else that counts."""
        said = [(key, part) for place in node.parts for key, part in place.fields.items()]
        said = [(key, part) for key, part in said if key not in TEXTS]
        if keyword == "enum":
            said = [(key, part) for key, part in said if key != "type"]
            said = [("enum", [part]) if key == "const" else (key, part) for key, part in said]
        if len(said) != 1 or said[0][0] != keyword:
            return []
        return said[0][1] if isinstance(said[0][1], list) else [said[0][1]]

    def _merged(self, node: Node) -> Shape:
        types, said = ANYTHING, False
        facts: dict[str, Fact] = {}
        texts: dict[str, Fact] = {}
        for part in node.parts:
            stated = _types(part)
            types, said = types & stated, said or "type" in part.fields
            for keyword, fact in self._facts(part):
                facts[keyword] = both(keyword, facts[keyword], fact) if keyword in facts else fact
            for keyword in TEXTS & part.fields.keys():
                text = Fact(canonical(part.value[keyword]), f"{part.pointer}/{keyword}")
                texts.setdefault(keyword, text)
        if not said:
            types = _implied(node.parts)
        if node.or_null or any(_nullable_alone(part) for part in node.parts):
            types |= {"null"}
        return Shape(
            pointer=node.pointer,
            types=types,
            facts=facts,
            texts=texts,
            properties=_named(node.parts, "properties"),
            required=dict(_required(node.parts)),
            inner=dict(_inner(node.parts)),
        )

    def _facts(self, part: Place) -> Iterator[tuple[str, Fact]]:
        for keyword, value in part.fields.items():
            where = part.pointer if part.part == UNION else f"{part.pointer}/{keyword}"
            if keyword in OPAQUE:
                yield keyword, Fact(self.fingerprints.of(part.at(keyword)), where)
            elif keyword in READ:
                name, read = READ[keyword]
                found = read(value, part.fields)
                if found is not None:
                    yield name, Fact(found, where)


def _types(part: Place) -> frozenset[str]:
    stated = part.fields.get("type")
    names = stated if isinstance(stated, list) else [stated] if isinstance(stated, str) else []
    if not names:
        return ANYTHING
    kinds = {"number": ("integer", "fraction")}
    found = {kind for name in names for kind in kinds.get(str(name), (str(name),))}
    return frozenset(found | {"null"} if part.fields.get("nullable") is True else found)


def _nullable_alone(part: Place) -> bool:
    return part.fields.get("nullable") is True and "type" not in part.fields


def _implied(parts: Iterable[Place]) -> frozenset[str]:
    """What the keywords of a schema without `type` are about."""
    said = {keyword: value for part in parts for keyword, value in part.fields.items()}
    if "enum" in said or "const" in said:
        values = said.get("enum", [said.get("const")])
        return frozenset(_kind(value) for value in values if isinstance(values, list))
    if said.keys() & OF_OBJECTS:
        return frozenset({"object"})
    return frozenset({"array"}) if said.keys() & OF_LISTS else ANYTHING


def _kind(value: Any) -> str:
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    kinds = {bool: "boolean", int: "integer", str: "string", dict: "object", list: "array"}
    return kinds.get(type(value), "null")


def _named(parts: Iterable[Place], keyword: str) -> dict[str, Node]:
    found: dict[str, list[Place]] = {}
    for part in parts:
        if keyword in part.followed().fields:
            for name, place in part.at(keyword).each():
                found.setdefault(name, []).append(place)
    return {name: Node(tuple(places)) for name, places in found.items()}


def _required(parts: Iterable[Place]) -> Iterator[tuple[str, str]]:
    for part in parts:
        if "required" in part.followed().fields:
            for _, entry in part.at("required").each():
                if isinstance(entry.value, str):
                    yield entry.value, entry.pointer


def _inner(parts: tuple[Place, ...]) -> Iterator[tuple[str, Node]]:
    for keyword in ("items", "additionalProperties"):
        places = [part.at(keyword) for part in parts if part.fields.get(keyword)]
        places = [place for place in places if isinstance(place.value, Mapping)]
        if places:
            yield keyword, Node(tuple(places))
    for keyword in ("patternProperties", "prefixItems"):
        for name, node in _named(parts, keyword).items():
            yield f"{keyword}/{name}", node
