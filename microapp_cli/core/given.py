"""Answers given one by one on the command line, laid over those of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from microapp_cli.core.errors import WrongAnswers


def put(given: Mapping[str, Any], settings: Iterable[str]) -> dict[str, Any]:
    """The answers with every `key=value` put in its place; a value is always text."""
    found = {key: _copy(value) for key, value in given.items()}
    problems = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        parts = key.split(".")
        if not equals or not all(parts):
            problems.append(f"--set {setting!r} needs the form key=value.")
        elif not _put(found, parts, value):
            problems.append(f"--set {key}: {parts[0]} is a text already; it holds no {parts[-1]}.")
    if problems:
        raise WrongAnswers(problems)
    return found


def _put(place: dict[str, Any], parts: list[str], value: str) -> bool:
    for part in parts[:-1]:
        inner = place.get(part)
        if inner is None:
            inner = place[part] = {}
        if not isinstance(inner, dict):
            return False
        place = inner
    place[parts[-1]] = value
    return True


def _copy(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _copy(inner) for key, inner in value.items()}
    return value
