"""The rules for schemas: each compares one thing that an old and a new schema say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

from microapp_cli.core.contract.comparison.facts import OPAQUE, Fact
from microapp_cli.core.contract.comparison.moves import Direction, Effect, Move
from microapp_cli.core.contract.comparison.shapes import ANYTHING, Shape, Shapes

SchemaRule = Callable[[Shape, Shape], Iterator[Move]]
TIGHTENED, LOOSENED, CHANGED = Effect.TIGHTENED, Effect.LOOSENED, Effect.CHANGED
WIDER_FORMATS = {("int32", "int64"), ("float", "double")}


def changes_of_schema(old: Shape, new: Shape) -> Iterator[Move]:
    """Everything that two schemas say differently, what lies inside them aside."""
    if old.said == new.said:  # as next to all schemas of two documents do
        return
    for rule in SCHEMA_RULES:
        yield from rule(old, new)


def changes_of_properties(
    old: Shape, new: Shape, shapes: tuple[Shapes, Shapes], direction: Direction
) -> Iterator[Move]:
    """Properties that came, went, or must now be there, as far as they travel this way."""
    before, after = visible(old, shapes[0], direction), visible(new, shapes[1], direction)
    for name in before:
        if name not in after:
            pointer = old.properties[name].pointer
            yield Move("property", Effect.REMOVED, pointer, True, f"property `{name}` is gone")
    for name in after:
        if name not in before:
            pointer = new.properties[name].pointer
            yield Move("property", Effect.ADDED, pointer, False, f"property `{name}` is new")
    yield from _required(old, new, before, after)


def visible(shape: Shape, shapes: Shapes, direction: Direction) -> dict[str, None]:
    """The properties that travel this way: `readOnly` is never sent, `writeOnly` never received."""
    if not shape.properties:
        return {}
    hidden = "readOnly" if direction is Direction.REQUEST else "writeOnly"
    return {
        name: None
        for name, node in shape.properties.items()
        if not any(shapes.of(one).get(hidden) for one in shapes.choices(node) or ())
    }


def _required(
    old: Shape, new: Shape, before: dict[str, None], after: dict[str, None]
) -> Iterator[Move]:
    hidden_before, hidden_after = (
        old.properties.keys() - before.keys(),
        new.properties.keys() - after.keys(),
    )
    for name in new.required:
        if name not in old.required and name not in hidden_after:
            what = f"`{name}` is now required"
            yield Move("required", TIGHTENED, _demanded(new, name), False, what)
    for name in old.required:
        gone = name in before and name not in after
        if name not in new.required and not gone and name not in hidden_before:
            what = f"`{name}` may now be missing"
            yield Move("required", LOOSENED, _demanded(old, name), True, what)


def _demanded(shape: Shape, name: str) -> str:
    """Where the property stands that must be there, or else the demand for it."""
    node = shape.properties.get(name)
    return node.pointer if node else shape.required[name]


def moved(rule: str, keyword: str, old: Shape, new: Shape, effect: Effect, what: str) -> Move:
    """A move at a keyword: where it stands in the new schema, or stood in the old one."""
    fact = new.facts.get(keyword)
    if fact:
        return Move(rule, effect, fact.pointer, False, what)
    gone = old.facts.get(keyword)
    if gone:
        return Move(rule, effect, gone.pointer, True, what)
    return Move(rule, effect, new.pointer, False, what)


def _types(old: Shape, new: Shape) -> Iterator[Move]:
    if not {"type"} & (old.facts.keys() | new.facts.keys()):
        return
    before, after = old.types - {"null"}, new.types - {"null"}
    what = f"type {_names(before)} became {_names(after)}"
    if before != after:
        yield moved("type", "type", old, new, _by_sets(before, after), what)


def _null(old: Shape, new: Shape) -> Iterator[Move]:
    null = "nullable" if "nullable" in {*old.facts, *new.facts} else "type"
    if ANYTHING in (old.types, new.types):
        return
    if "null" in old.types and "null" not in new.types:
        yield moved("nullable", null, old, new, TIGHTENED, "null is no longer allowed")
    if "null" not in old.types and "null" in new.types:
        yield moved("nullable", null, old, new, LOOSENED, "null is now allowed")


def _enum(old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is not None:
        what = f"only {_list(after)} may be used now"
        yield moved("enum", "enum", old, new, TIGHTENED, what)
    elif before is not None and after is None:
        yield moved("enum", "enum", old, new, LOOSENED, f"more than {_list(before)} may be used")
    elif before is not None and before.keys() != after.keys():
        yield from _values(old, new)


def _values(old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get("enum"), new.get("enum")
    gone = {key: value for key, value in before.items() if key not in after}
    come = {key: value for key, value in after.items() if key not in before}
    if gone and come and len(before) == len(after) == 1:
        what = f"the constant {_list(before)} became {_list(after)}"
        yield moved("const", "enum", old, new, CHANGED, what)
        return
    if gone:
        what = f"no longer allowed: {_list(gone)}"
        yield moved("enum", "enum", old, new, TIGHTENED, what)
    if come:
        yield moved("enum", "enum", old, new, LOOSENED, f"now allowed: {_list(come)}")


def _bound(rule: str, keyword: str, tighter: int, old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get(keyword), new.get(keyword)
    if before == after:
        return
    if before is None or after is None:
        effect = TIGHTENED if before is None else LOOSENED
    else:
        effect = TIGHTENED if (after > before) == (tighter > 0) else LOOSENED
    what = f"{keyword} {_number(before)} became {_number(after)}"
    yield moved(rule, keyword, old, new, effect, what)


def _multiple(old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get("multipleOf"), new.get("multipleOf")
    if before == after:
        return
    if before is None or (after is not None and _divides(before, after)):
        effect = TIGHTENED
    else:
        effect = LOOSENED if after is None or _divides(after, before) else CHANGED
    what = f"multipleOf {_number(before)} became {_number(after)}"
    yield moved("multiple-of", "multipleOf", old, new, effect, what)


def _divides(step: float, number: float) -> bool:
    return bool(step) and (Fraction(str(number)) / Fraction(str(step))).denominator == 1


def _format(old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get("format"), new.get("format")
    effect = _by_presence(before, after)
    if (before, after) in WIDER_FORMATS:
        effect = LOOSENED
    if (after, before) in WIDER_FORMATS:
        effect = TIGHTENED
    if before != after:
        what = f"format {before or 'none'} became {after or 'none'}"
        yield moved("format", "format", old, new, effect, what)


def _pattern(old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get("pattern"), new.get("pattern")
    if before != after:
        what = f"pattern {before or 'none'} became {after or 'none'}"
        yield moved("pattern", "pattern", old, new, _by_presence(before, after), what)


def _flag(rule: str, keyword: str, said: tuple[str, str], old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get(keyword), new.get(keyword)
    if before != after:
        effect = TIGHTENED if after else LOOSENED
        yield moved(rule, keyword, old, new, effect, said[0] if after else said[1])


def _default(old: Shape, new: Shape) -> Iterator[Move]:
    before, after = old.get("default"), new.get("default")
    if before == after:
        return
    effect = Effect.ADDED if before is None else Effect.REMOVED if after is None else CHANGED
    what = f"default {before or 'none'} became {after or 'none'}"
    yield moved("default", "default", old, new, effect, what)


def _opaque(old: Shape, new: Shape) -> Iterator[Move]:
    for keyword in sorted(OPAQUE & {*old.facts, *new.facts}):
        if old.get(keyword) != new.get(keyword):
            yield moved("schema", keyword, old, new, CHANGED, f"`{keyword}` says something else")


def _deprecated(old: Shape, new: Shape) -> Iterator[Move]:
    if old.get("deprecated") != new.get("deprecated"):
        what = "is deprecated now" if new.get("deprecated") else "is no longer deprecated"
        yield moved("deprecated", "deprecated", old, new, Effect.NOTED, what)


def _texts(old: Shape, new: Shape) -> Iterator[Move]:
    for keyword in sorted({*old.texts, *new.texts}):
        before, after = old.texts.get(keyword), new.texts.get(keyword)
        if _said(before) != _said(after):
            here = after or before
            pointer = here.pointer if here else new.pointer
            what = f"{keyword} is worded differently"
            yield Move("text", Effect.REWORDED, pointer, after is None, what)


SCHEMA_RULES: tuple[SchemaRule, ...] = (
    _types,
    _null,
    _enum,
    partial(_bound, "minimum", "minimum", +1),
    partial(_bound, "maximum", "maximum", -1),
    partial(_bound, "min-length", "minLength", +1),
    partial(_bound, "max-length", "maxLength", -1),
    partial(_bound, "min-items", "minItems", +1),
    partial(_bound, "max-items", "maxItems", -1),
    partial(_bound, "min-properties", "minProperties", +1),
    partial(_bound, "max-properties", "maxProperties", -1),
    _multiple,
    _format,
    _pattern,
    partial(_flag, "unique-items", "uniqueItems", ("items must differ", "items may be equal")),
    partial(
        _flag,
        "further-properties",
        "closed",
        ("further properties are refused now", "further properties are allowed now"),
    ),
    _default,
    _opaque,
    _deprecated,
    _texts,
)


def _by_sets(before: frozenset[str], after: frozenset[str]) -> Effect:
    if after < before:
        return TIGHTENED
    return LOOSENED if before < after else CHANGED


def _by_presence(before: object, after: object) -> Effect:
    if before is None:
        return TIGHTENED
    return LOOSENED if after is None else CHANGED


def _said(fact: Fact | None) -> object:
    return fact.value if fact else None


def _names(types: frozenset[str]) -> str:
    names = {"number" if kind == "fraction" else kind for kind in types}
    if "fraction" in types:
        names.discard("integer")
    return "any" if len(names) > 4 else " or ".join(sorted(names)) or "none"


def _number(bound: object) -> str:
    if bound is None:
        return "none"
    if not isinstance(bound, tuple):
        return str(bound)
    return f"{bound[0]} (not included)" if bound[1] else str(bound[0])


def _list(values: dict[str, object]) -> str:
    shown = [f"`{value}`" for value in list(values.values())[:5]]
    more = len(values) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
