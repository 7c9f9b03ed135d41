"""JSON without its traps: no key twice, no NaN, no endless nesting, no half characters."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from microapp_cli.core.plain_data import plain


def parse(content: bytes) -> Any:
    """The data in this file, or a ValueError with one line that says what is wrong where."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text. Save it as UTF-8.") from None
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise ValueError("nested too deep.") from None
    kept, problems = plain(data)
    if problems:
        where, message = problems[0]
        raise ValueError(f"{where or 'The data'} {message}")
    return kept


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise ValueError(f"{counts.most_common(1)[0][0]!r} is given twice. Keep one.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")
