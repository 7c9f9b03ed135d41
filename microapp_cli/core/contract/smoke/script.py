"""Reads test scripts: a line is exactly one of the known statements, or it is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from microapp_cli.core.contract.smoke.answer import Path
from microapp_cli.core.contract.smoke.form import Form, unknown_keywords
from microapp_cli.core.contract.smoke.statements import (
    ContentType,
    HasForm,
    Header,
    IsThatOne,
    KeepHeader,
    KeepValue,
    Statement,
    Status,
    Test,
    UnlessOff,
)
from microapp_cli.core.errors import BadCollection

STRING = r'"(?:[^"\\]|\\.)*"'
STEPS = rf"(?:\.[A-Za-z_$][A-Za-z0-9_$]*|\[{STRING}\]|\[\d+\])+"
STEP = re.compile(rf"\.(?P<name>[A-Za-z_$][A-Za-z0-9_$]*)|\[(?P<key>{STRING}|\d+)\]")
Value = TypeVar("Value")
Reader = tuple[re.Pattern[str], Callable[..., Test]]


def read(line: str) -> Statement:
    """Understand one line of a test script; raises BadCollection for any other line."""
    for statement in _candidates(line):
        if statement.line == line:
            return statement
    raise BadCollection(
        f"A line of a test script is not understood: {line[:120]!a}. "
        "Run the collection with newman, or write it again with: microapp contract"
    )


def _candidates(line: str) -> Iterator[Test]:
    for pattern, make in READERS:
        match = pattern.fullmatch(line)
        statement = _made(make, match.groups()) if match else None
        if statement is not None:
            yield statement


def _made(make: Callable[..., Test], groups: tuple[str, ...]) -> Test | None:
    try:
        return make(*groups)
    except (StopIteration, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _path(steps: str) -> Path:
    found = STEP.finditer(steps)
    return tuple(step["name"] or json.loads(step["key"]) for step in found)


def _text(spelled: str) -> str:
    return _of(str, json.loads(spelled))


def _texts(spelled: str) -> tuple[str, ...]:
    return tuple(_of(str, item) for item in _of(list, json.loads(spelled)))


def _codes(spelled: str) -> tuple[int, ...]:
    return tuple(_of(int, item) for item in _of(list, json.loads(spelled)))


def _form(spelled: str) -> Form:
    form: Form = _of(dict, json.loads(spelled))
    if any(True for _ in unknown_keywords(form)):
        raise ValueError(spelled)
    return form


def _unless_off(setting: str, check: str) -> UnlessOff:
    """Read the test inside; its own title is not in the line, but follows from what it checks."""
    inner = next(one for one in _candidates(f'pm.test("", () => {check});') if one.check == check)
    return UnlessOff(inner, _text(setting))


def _of(kind: type[Value], value: object) -> Value:
    if not isinstance(value, kind):
        raise TypeError(value)
    return value


def _test(check: str) -> re.Pattern[str]:
    return re.compile(rf"pm\.test\({STRING}, \(\) => {check}\);")


KEPT = rf"\{{ pm\.expect\(.*\)\.to\.exist; pm\.collectionVariables\.set\(({STRING}), "
NAMED = rf"pm\.response\.text\(\)\.includes\(({STRING})\)"
OFF = rf"\{{ if \(pm\.response\.code !== 404 \|\| !{NAMED}\) "
READERS: tuple[Reader, ...] = (
    (_test(rf"{OFF}(.*); \}}"), _unless_off),
    (_test(r"pm\.response\.to\.be\.success"), lambda: Status(())),
    (
        _test(r"pm\.expect\(pm\.response\.code\)\.to\.be\.oneOf\((\[.*\])\)"),
        lambda codes: Status(_codes(codes)),
    ),
    (
        _test(rf"pm\.response\.to\.have\.header\(({STRING})\)"),
        lambda name: Header(_text(name)),
    ),
    (
        _test(
            r'pm\.expect\(pm\.response\.headers\.get\("Content-Type"\)\.split\(";"\)\[0\]\)'
            r"\.to\.be\.oneOf\((\[.*\])\)"
        ),
        lambda types: ContentType(_texts(types)),
    ),
    (
        _test(r"pm\.response\.to\.have\.jsonSchema\((\{.*\})\)"),
        lambda form: HasForm(_form(form)),
    ),
    (
        _test(
            rf"pm\.expect\(String\(pm\.response\.json\(\)({STEPS})\)\)"
            rf"\.to\.eql\(String\(pm\.collectionVariables\.get\(({STRING})\)\)\)"
        ),
        lambda steps, variable: IsThatOne(_path(steps), _text(variable)),
    ),
    (
        _test(rf"{KEPT}pm\.response\.json\(\)({STEPS})\); \}}"),
        lambda variable, steps: KeepValue(_text(variable), _path(steps)),
    ),
    (
        _test(rf"{KEPT}pm\.response\.headers\.get\(({STRING})\)\); \}}"),
        lambda variable, name: KeepHeader(_text(variable), _text(name)),
    ),
)
