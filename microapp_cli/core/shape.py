"""Takes values out of parsed policy data, or says in one line what is wrong where."""

import re
from collections.abc import Mapping, Sequence

from microapp_cli.core.errors import BadPolicy

WORD = re.compile(r"[a-z][a-z0-9_]*")

Value = bool | int | float | str | tuple[str | int, ...]


def mapping(value: object, where: str) -> dict[str, object]:
    """The value as a mapping with text keys."""
    if not isinstance(value, Mapping):
        raise BadPolicy(f"{where} must be a mapping, not {kind_of(value)}.")
    for key in value:
        if not isinstance(key, str):
            raise BadPolicy(f"{where}: the key {key!r} must be text. Put it in quotes.")
    return dict(value)


def fields(
    value: object, where: str, *, required: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, object]:
    """The value as a mapping that has every required key and no unknown one."""
    found = mapping(value, where)
    for key in required:
        if key not in found:
            raise BadPolicy(f"{where}: {key} is missing.")
    for key in found:
        if key not in required and key not in optional:
            known = ", ".join([*required, *optional])
            raise BadPolicy(f"{where}: {key} is not known here. Known are: {known}.")
    return found


def sequence(value: object, where: str) -> list[object]:
    """The value as a list with at least one entry."""
    if not isinstance(value, list) or not value:
        raise BadPolicy(f"{where} must be a list with at least one entry.")
    return list(value)


def text(value: object, where: str) -> str:
    """The value as text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise BadPolicy(f"{where} must be text, not {kind_of(value)}.")
    return value


def word(value: object, where: str) -> str:
    """The value as an id: lower-case letters, digits and underscores."""
    if isinstance(value, str) and WORD.fullmatch(value):
        return value
    raise BadPolicy(f"{where}: {value!r} must be a word of a-z, 0-9 and _, first a letter.")


def one_of(value: object, allowed: Sequence[str], where: str) -> str:
    """The value, which is one of the allowed words."""
    if isinstance(value, str) and value in allowed:
        return value
    raise BadPolicy(f"{where} must be one of {', '.join(allowed)}, not {value!r}.")


def setting(value: object, where: str) -> Value:
    """The value as a number, a word, a yes or no, or a list of words or numbers."""
    if isinstance(value, bool | int | float | str):
        if value != value or value in (float("inf"), float("-inf"), ""):
            raise BadPolicy(f"{where} must be a real value, not {value!r}.")
        return value
    if isinstance(value, list) and all(type(item) in (str, int) for item in value):
        return tuple(value)
    raise BadPolicy(f"{where} must be a number, a word, true, false or a list of them.")


def no_repeats(values: Sequence[object], where: str) -> None:
    """BadPolicy when a value stands there twice."""
    for value in values:
        if values.count(value) > 1:
            raise BadPolicy(f"{where}: {value} stands there twice. Keep one.")


def shown(value: object) -> str:
    """The value as it stands in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(shown(item) for item in value)}]"
    return str(value)


def spoken(value: object) -> str:
    """The value as a person says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


def kind_of(value: object) -> str:
    """What a person would call this kind of value."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
    return kinds.get(type(value), f"a {type(value).__name__}")
