"""The form of a JSON answer: the part of JSON Schema that Postman and Python judge alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Form = Mapping[str, Any]
KEYWORDS = frozenset(
    (
        "type",
        "enum",
        "required",
        "properties",
        "items",
        "allOf",
        "anyOf",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
    )
)
MAX_MISFITS = 5
IS_KIND: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "integer": lambda value: is_number(value) and value % 1 == 0,
    "number": lambda value: is_number(value),
}


def misfits(form: Form, value: Any) -> list[str]:
    """Give the first few places where a value has not its form."""
    found = _misfits(form, value, "the body")
    return [problem for problem, _ in zip(found, range(MAX_MISFITS), strict=False)]


def unknown_keywords(form: object) -> Iterator[str]:
    """Give what a form says that `misfits` does not understand."""
    if not isinstance(form, Mapping):
        yield repr(form)
        return
    yield from (keyword for keyword in form if keyword not in KEYWORDS)
    kinds = _kinds(form)
    yield from (repr(kind) for kind in kinds if kind not in IS_KIND)
    for part in (*form.get("properties", {}).values(), *form.get("allOf", ())):
        yield from unknown_keywords(part)
    for part in (*form.get("anyOf", ()), *([form["items"]] if "items" in form else ())):
        yield from unknown_keywords(part)


def is_number(value: object) -> bool:
    """Whether JSON would say it as a number; true and NaN are none."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: 1 is 1.0, but true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _misfits(form: Form, value: Any, where: str) -> Iterator[str]:
    kinds = _kinds(form)
    if kinds and not any(IS_KIND[kind](value) for kind in kinds):
        yield f"{where} is {_kind_of(value)}, not {' or '.join(kinds)}"
        return
    if "enum" in form and not any(same(value, choice) for choice in form["enum"]):
        yield f"{where} is none of the values listed"
    yield from _out_of_bounds(form, value, where)
    if isinstance(value, dict):
        yield from _misfits_of_object(form, value, where)
    if isinstance(value, list) and "items" in form:
        for position, item in enumerate(value):
            yield from _misfits(form["items"], item, f"{where}[{position}]")
    for part in form.get("allOf", ()):
        yield from _misfits(part, value, where)
    arms = form.get("anyOf", ())
    if arms and all(any(True for _ in _misfits(arm, value, where)) for arm in arms):
        yield f"{where} has none of the forms listed"


def _misfits_of_object(form: Form, value: Mapping[str, Any], where: str) -> Iterator[str]:
    for name in form.get("required", ()):
        if name not in value:
            yield f"{where} has no {name}"
    for name, part in form.get("properties", {}).items():
        if name in value:
            yield from _misfits(part, value[name], f"{where}.{name}")


def _out_of_bounds(form: Form, value: Any, where: str) -> Iterator[str]:
    number = value if is_number(value) else None
    length = len(value) if isinstance(value, str) else None
    if number is not None and number < form.get("minimum", -math.inf):
        yield f"{where} is less than {form['minimum']}"
    if number is not None and number > form.get("maximum", math.inf):
        yield f"{where} is more than {form['maximum']}"
    if length is not None and length < form.get("minLength", 0):
        yield f"{where} is shorter than {form['minLength']}"
    if length is not None and length > form.get("maxLength", math.inf):
        yield f"{where} is longer than {form['maxLength']}"


def _kinds(form: Form) -> list[Any]:
    kinds = form.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def _kind_of(value: object) -> str:
    return next((kind for kind, fits in IS_KIND.items() if fits(value)), "no JSON value")
