"""Parts and steps that a template asks for of values that cannot have them, as the schema says.

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
MANY = ("string", "array", "object")
TAKEN = {
    **dict.fromkeys(("first", "last", "length", "join", "truncate"), MANY),
    "round": ("integer", "number", "boolean"),
}
"""Filter → the kinds of values that it takes, where it does not take all."""
COUNTED = ("truncate", "round")  # filters whose first argument is a whole number
CUT, _WITH_END = "...", 3  # how a text ends that was cut, unless a third argument says so
ORDERED = {"gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
SORTS = {"integer": "number", "boolean": "number", str: "string", int: "number", float: "number"}


def impossible_parts(tree: nodes.Node, variables: Schema) -> Iterator[tuple[str, int]]:
    """Give each part that is always missing, and each step that always fails.

    That is what is wrong, and at which line of the text.
    """
    properties = variables.get("properties")
    yield from _within(tree, properties if isinstance(properties, Mapping) else {})


def _within(node: nodes.Node, known: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if isinstance(node, nodes.For):
        yield from _within_loop(node, known)
        return
    asked = _asked(node)
    if asked and (problem := _problem(*asked, known)):
        yield problem, node.lineno
    if failing := _failing(node, known):
        yield failing, node.lineno
    for child in node.iter_child_nodes():
        left_open = _asked(child) if _may_be_missing(node) else None
        yield from _within(left_open[0] if left_open else child, known)


def _within_loop(node: nodes.For, known: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    kinds = _kinds(_schema(node.iter, known))
    if kinds and all(kind in KINDS and kind not in MANY for kind in kinds):
        what = f"{_spelled(node.iter)!r} is {_told(kinds)}, and no loop goes through that"
        yield f"{what}. Declare a list", node.lineno
    yield from _within(node.iter, known)
    names = {name.name: ANYTHING for name in node.target.find_all(nodes.Name)}
    if isinstance(node.target, nodes.Name):
        names = {node.target.name: _part(_schema(node.iter, known), 0)}
    inside = {**known, "loop": ANYTHING, **names}
    for child in (*node.body, *([node.test] if node.test else [])):
        yield from _within(child, inside)
    for child in node.else_:
        yield from _within(child, known)


def _failing(node: nodes.Node, known: Mapping[str, Any]) -> str:
    """Say why a filter or a comparison fails whatever it is given; nothing where it may not."""
    if isinstance(node, nodes.Compare):
        befores = [node.expr, *(step.expr for step in node.ops)]
        pairs = zip(befores, node.ops, strict=False)
        return next(filter(None, (_unordered(one, step, known) for one, step in pairs)), "")
    if not isinstance(node, nodes.Filter) or node.node is None:
        return ""
    if node.name in COUNTED and node.args and isinstance(node.args[0], nodes.Const):
        given = node.args[0].value
        if type(given) is not int and (given is not None or node.name != "round"):
            return f"{node.name!r} takes a whole number, and is given {given!r}"
        is_short = given is not None and 0 <= given < len(CUT) and len(node.args) < _WITH_END
        if node.name == "truncate" and is_short:
            return f"'truncate' ends with {CUT!r}, so {given} characters are too few"
    kinds = _kinds(_schema(node.node, known))
    taken = TAKEN.get(node.name, ())
    if taken and kinds and all(kind in KINDS and kind not in taken for kind in kinds):
        what = f"{_spelled(node.node)!r} is {_told(kinds)}, which {node.name!r} does not take"
        return f"{what}. Leave {node.name!r} out, or declare another type"
    return ""


def _unordered(one: nodes.Node, step: nodes.Operand, known: Mapping[str, Any]) -> str:
    """Say that two values have no order, as a text and a number have none."""
    sorts = [_sorts(one, known), _sorts(step.expr, known)]
    if step.op not in ORDERED or not all(sorts) or sorts[0] & sorts[1]:
        return ""
    return (
        f"{_spelled(one)!r} and {_spelled(step.expr)!r} cannot be compared with {ORDERED[step.op]}"
    )


def _sorts(node: nodes.Node, known: Mapping[str, Any]) -> set[str]:
    """Give the sorts of values that an expression may have; nothing where that is not known."""
    if isinstance(node, nodes.Const):
        sort = SORTS.get(type(node.value))
        return {sort} if sort else set()
    kinds = _kinds(_schema(node, known))
    return {SORTS.get(kind, kind) for kind in kinds} if set(kinds) <= KINDS.keys() else set()


def _told(kinds: list[str]) -> str:
    return " or ".join(KINDS[kind] for kind in kinds)


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
        return f"{asked} is {_told(kinds)} and has no parts. Leave the part out, or declare a group"
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
    if isinstance(node, nodes.Const):
        return str(node.value)
    return "…"
