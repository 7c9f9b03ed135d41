"""What a JSON Schema finds wrong with a value, in words for people; the value is none of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jsonschema_rs

KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "a yes or no",
    "array": "a list",
    "object": "a group of fields",
    "null": "nothing",
}
FORMATS = {
    "date": "a day such as 2026-11-23",
    "time": "a time such as 09:30:00Z",
    "date-time": "a moment such as 2026-11-23T09:30:00Z",
    "email": "an address such as ann@acme.example",
    "uri": "a web address such as https://acme.example",
}
COUNTS = {
    "minLength": ("at least", "character", "characters"),
    "maxLength": ("at most", "character", "characters"),
    "minItems": ("at least", "entry", "entries"),
    "maxItems": ("at most", "entry", "entries"),
    "minProperties": ("at least", "field", "fields"),
    "maxProperties": ("at most", "field", "fields"),
}
LIMITS = {
    "minimum": "This must be {} or more.",
    "maximum": "This must be {} or less.",
    "exclusiveMinimum": "This must be more than {}.",
    "exclusiveMaximum": "This must be less than {}.",
}
ALWAYS = {
    "uniqueItems": "Each entry may be here once.",
    "not": "This is what it must not be.",
    "contains": "The list does not hold what it must hold.",
    "unevaluatedItems": "This has more entries than it may have.",
    "falseSchema": "This must not be here.",
    "propertyNames": "A name in it is none that it may have.",
}
SEVERAL_FORMS = "This fits several of the forms of which it may have one."
NO_FORM = "This fits none of the forms that it may have."
ANYTHING_ELSE = "This is not as it must be."
LONGEST = 200


def in_words(error: jsonschema_rs.ValidationError) -> str:
    """Give what is wrong as a sentence, which holds what the schema says and nothing else."""
    name, told = error.kind.name, error.kind.as_dict()
    if name in COUNTS:
        bound, one, several = COUNTS[name]
        return f"This must have {bound} {told['limit']} {one if told['limit'] == 1 else several}."
    if name in LIMITS:
        return LIMITS[name].format(told["limit"])
    if name in ("anyOf", "oneOf"):
        return _of_forms(told["context"], len(error.instance_path))
    return ALWAYS.get(name) or _by_what_is_asked(name, told)


def _by_what_is_asked(name: str, told: Mapping[str, Any]) -> str:
    match name:
        case "type":
            return f"This must be {_kinds(told['types'])}."
        case "enum":
            return f"This must be one of {_shown(told['options'])}."
        case "const":
            return f"This must be {_shown([told['expected_value']])}."
        case "pattern":
            pattern = told["pattern"][:LONGEST]
            return f"This does not have the form that is asked for (the pattern {pattern})."
        case "format":
            asked = told["format"]
            return f"This must be {FORMATS.get(asked, f'of the form {asked}')}."
        case "multipleOf":
            return f"This must be a multiple of {told['multiple_of']}."
    return ANYTHING_ELSE


def _of_forms(forms: Sequence[Sequence[Any]], here: int) -> str:
    """Name the kinds of value that there may be, where that alone is wrong with each form."""
    if not all(forms):
        return SEVERAL_FORMS
    every = [one for form in forms for one in form]
    if any(one.kind.name != "type" or len(one.instance_path) != here for one in every):
        return NO_FORM
    return f"This must be {_kinds(kind for one in every for kind in one.kind.types)}."


def _kinds(names: Iterable[str]) -> str:
    """Name kinds of values, in the order in which they are told here."""
    there = set(names)
    return " or ".join(said for name, said in KINDS.items() if name in there)


def _shown(values: Iterable[Any]) -> str:
    told = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in values)
    text = ", ".join(told)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
