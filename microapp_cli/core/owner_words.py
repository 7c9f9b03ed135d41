"""What is wrong with the form of a file that a proxy's owner writes, in plain words.

No value is repeated: somebody may have put a key of a provider where it does not belong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from microapp_cli.core.meant import did_you_mean
from microapp_cli.core.schema_words import TYPES

GROUP = {**TYPES, "string": "text", "object": "a group of fields", "null": "nothing"}
FORMS = {
    "alias": "small letters, digits, . _ -, and not auto",
    "id": "small letters, digits and -, first a letter, at most 63 in all,"
    " like the name of the file",
    "model": "the name that the provider has for the model",
    "content": "text that is not empty",
    "text": "text that is not empty",
    "monthly_usd": "dollars, like 2.50",
    "embeddings_monthly_usd": "dollars, like 2.50",
    "daily_tokens": "a whole number of tokens",
    "embeddings_daily_tokens": "a whole number of tokens",
    "$ref": "a place in the schema itself, beginning with #",
    "$dynamicRef": "a place in the schema itself, beginning with #",
    "$schema": "left out, or begin with #",
    "$id": "left out, or begin with #",
}
"""What a field takes whose form is a pattern."""
ALSO_CALLED = {"max_tokens": "max_output_tokens", "max_completion_tokens": "max_output_tokens"}
"""What providers call a field of ours, where another name looks nearer."""
ONE_OF_TWO = (
    (re.compile(r"/versions/\d+"), "oneOf", "Write either text or messages."),
    (re.compile(r"/versions/\d+/output"), "required", "An output of type json needs a schema."),
    (re.compile(r"/versions/\d+/output"), "not", "Only an output of type json has a schema."),
    (re.compile(r"/cases/\d+/expect"), "anyOf", "Nothing is expected. Say what must hold."),
    (re.compile(r"/models/\d+"), "not", "The local provider takes no base_url and no key."),
)
"""What fields mean together: the place, the keyword that fails there, and what to say."""


def said(place: str, keyword: str, asked: Any) -> str:
    """What is wrong at a place that breaks this keyword of its schema."""
    for pattern, name, words in ONE_OF_TWO:
        if name == keyword and pattern.fullmatch(place):
            return words
    name = _shown(place)
    if keyword == "required":
        within = f" in {name.replace('Entry ', 'entry ', 1)}" if place else ""
        return f"{asked} is missing{within}. Add it."
    match keyword:
        case "type":
            kinds = [asked] if isinstance(asked, str) else sorted(asked, key="null".__eq__)
            return f"{name} must be {' or '.join(GROUP.get(one, one) for one in kinds)}."
        case "whole":
            return f"{name} must be a whole number, without a point."
        case "enum":
            return f"{name} must be one of {', '.join(map(str, asked))}."
        case "const":
            return f"{name} must be {asked}."
        case "minimum" | "exclusiveMinimum":
            more = "or more" if keyword == "minimum" else "at least, and more than that"
            return f"{name} must be {_amount(asked)} {more}."
        case "maximum" | "exclusiveMaximum":
            return f"{name} must be {_amount(asked)} or less."
        case "minLength" | "maxLength":
            most = "or more" if keyword == "minLength" else "or fewer"
            return f"{name} must have {asked} characters {most}."
        case "minItems" | "maxItems":
            most = "or more" if keyword == "minItems" else "or fewer"
            return f"{name} must have {asked} entries {most}."
        case "propertyNames":
            return f"Each name in {name} must be letters, digits and _, and begin with a letter."
        case "uniqueItems":
            return f"{name} holds an entry twice. Keep one."
    form = FORMS.get(place.rpartition("/")[2])
    return f"{name} must be {form}." if form else f"{name} does not have the form that is needed."


def unknown(name: str, known: Sequence[str]) -> str:
    """What is wrong with a field that nobody knows."""
    other = ALSO_CALLED.get(name, "")
    meant = f"Did you mean {other}?" if other in known else did_you_mean(name, known)
    told = meant or f"There are: {', '.join(known)}."
    return f"There is no field {_short(name)} here. {told}"


def no_keyword(name: str, place: str, known: Sequence[str]) -> str:
    """What is wrong with a JSON Schema that holds a keyword which there is not."""
    told = did_you_mean(name, known) or "Correct it, or remove it."
    return f"{_shown(place)} holds {_short(name)}, which is no keyword of JSON Schema. {told}"


def _shown(place: str) -> str:
    """A place as a person finds it: the field, and which entry of its list it is in."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]
    if not steps:
        return "The file"
    if not steps[-1].isdigit():
        return _short(steps[-1])
    number = int(steps[-1]) + 1
    return f"Entry {number} of {_short(steps[-2])}" if len(steps) > 1 else f"Entry {number}"


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"


def _amount(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:g}"
