"""Parts that a template asks for of values that cannot have them, as the schema says.

Without this a caller would be told, at each call, of what only the owner of the prompt can mend.
`microapp check` has the same file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import nodes

Schema = Mapping[str, Any]
ANYTHING: Schema = {}
KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "a yes or no",
    "array": "a list",
    "null": "nothing",
}
OF_WHAT_IS_MISSING = ("defined", "undefined")


def impossible_parts(tree: nodes.Node, variables: Schema) -> Iterator[tuple[str, int]]:
    """Give each part that is always missing: what is wrong, and at which line of the text."""
    properties = variables.get("properties")
    yield from _within(tree, properties if isinstance(properties, Mapping) else {})


def _within(node: nodes.Node, known: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if isinstance(node, nodes.For):
        yield from _within_loop(node, known)
        return
    asked = _asked(node)
    if asked and (problem := _problem(*asked, known)):
        yield problem, node.lineno
    for child in node.iter_child_nodes():
        left_open = _asked(child) if _may_be_missing(node) else None
        yield from _within(left_open[0] if left_open else child, known)


def _within_loop(node: nodes.For, known: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    yield from _within(node.iter, known)
    names = {name.name: ANYTHING for name in node.target.find_all(nodes.Name)}
    if isinstance(node.target, nodes.Name):
        names = {node.target.name: _part(_schema(node.iter, known), 0)}
    inside = {**known, "loop": ANYTHING, **names}
    for child in (*node.body, *([node.test] if node.test else [])):
        yield from _within(child, inside)
    for child in node.else_:
        yield from _within(child, known)


def _asked(node: nodes.Node) -> tuple[nodes.Node, str] | None:
    """Give what a step asks for a part, and the name of the part."""
    if isinstance(node, nodes.Getattr):
        return node.node, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return (node.node, node.arg.value) if isinstance(node.arg.value, str) else None
    return None


def _may_be_missing(node: nodes.Node) -> bool:
    """Say whether a step takes a part that is missing."""
    is_default = isinstance(node, nodes.Filter) and node.name == "default"
    return is_default or (isinstance(node, nodes.Test) and node.name in OF_WHAT_IS_MISSING)


def _problem(whole: nodes.Node, name: str, known: Mapping[str, Any]) -> str:
    """Say why a part is never there; nothing where it may be."""
    schema = _schema(whole, known)
    asked = f"The text asks for {name!r} of {_spelled(whole)!r}, which"
    kinds = _kinds(schema)
    if kinds and all(kind in KINDS for kind in kinds):
        what = " or ".join(KINDS[kind] for kind in kinds)
        return f"{asked} is {what} and has no parts. Leave the part out, or declare a group"
    if schema.get("additionalProperties") is False and "patternProperties" not in schema:
        names = _properties(schema)
        if name not in names:
            there = ", ".join(sorted(names)) or "nothing"
            return f"{asked} has only: {there}. Correct the name, or add it there"
    return ""


def _schema(node: nodes.Node, known: Mapping[str, Any]) -> Schema:
    """Give what is known of the value of an expression."""
    if isinstance(node, nodes.Name):
        found = known.get(node.name, ANYTHING)
        return found if isinstance(found, Mapping) else ANYTHING
    if isinstance(node, nodes.Getattr):
        return _part(_schema(node.node, known), node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _part(_schema(node.node, known), node.arg.value)
    return ANYTHING


def _part(schema: Schema, step: object) -> Schema:
    held = _properties(schema).get(step) if isinstance(step, str) else schema.get("items")
    return held if isinstance(held, Mapping) else ANYTHING


def _kinds(schema: Schema) -> list[str]:
    stated = schema.get("type", [])
    kinds = stated if isinstance(stated, list) else [stated]
    return [kind for kind in kinds if isinstance(kind, str)]


def _properties(schema: Schema) -> Mapping[Any, Any]:
    found = schema.get("properties")
    return found if isinstance(found, Mapping) else {}


def _spelled(node: nodes.Node) -> str:
    """Give an expression as its author wrote it, as far as it matters."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_spelled(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_spelled(node.node)}[{node.arg.value!r}]"
    return "…"
