"""Reads an answers file, YAML or JSON: bounded, and without the traps of either."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from microapp_cli.adapters import strict_yaml
from microapp_cli.core.errors import WrongAnswers

LARGEST = 1_000_000


def read(path: Path) -> dict[str, Any]:
    """The answers in this file, as they were written."""
    try:
        found = _parse(_text(path), path.suffix)
    except OSError as error:
        raise WrongAnswers([f"{path}: {error.strerror}. Give the path of a file."]) from None
    except UnicodeDecodeError:
        raise WrongAnswers([f"{path}: not UTF-8 text. Save it as UTF-8."]) from None
    except ValueError as error:
        raise WrongAnswers([f"{path}: {error}"]) from None
    if not isinstance(found, dict):
        raise WrongAnswers([f"{path}: no `key: value` lines. Begin with `name: leave-helper`."])
    return found


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("over 1 MB. Answers take a few lines; is it the right file?")
    return content.decode("utf-8-sig")


def _parse(text: str, suffix: str) -> object:
    if suffix != ".json":
        return strict_yaml.parse(text)
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except RecursionError:
        raise ValueError("nested too deep.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{twice!r} is given twice. Keep one.")
    return found
