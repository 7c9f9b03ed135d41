"""The apps as the ledger tells them, built up entry by entry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from sys import intern
from typing import Any

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.chain import canonical

FIELDS = tuple(sorted(field.name for field in fields(App)))
"""What an entry may set, in the order in which an entry names them."""
_PLACES = {name: place for place, name in enumerate(FIELDS)}
_NAMES = list(FIELDS)


@dataclass(frozen=True)
class Kept:
    """What the last entry about an app's repository says was kept of it."""

    files: dict[str, str]
    """path → hash."""
    exceptions: list[dict[str, Any]] | None
    """None where the entry is of a time when entries did not tell them."""


class Replay:
    """All apps of a ledger; most share their team, tier and dates, which are kept once."""

    def __init__(self) -> None:
        self.apps: dict[str, list[str]] = {}
        """name → the values of FIELDS, as the table has them."""
        self.kept: dict[str, Kept] = {}
        """name → what was kept of its repository, for those that were registered."""
        self._decode = json.JSONDecoder().raw_decode

    def take(self, entries: Iterable[tuple[int, str, str]]) -> int | None:
        """Apply what entries set; gives the number of one that cannot be read, and stops there.

        Of each: its number, the app, and its detail.
        """
        for seq, app, detail in entries:
            try:
                entry = self._decode(detail)[0]
                told = entry.get("set")
                if told:
                    self._set(app, told)
                if "files" in entry:
                    self.kept[app] = Kept(dict(entry["files"]), entry.get("exceptions"))
            except (ValueError, KeyError, TypeError, AttributeError):
                return seq
        return None

    def _set(self, app: str, told: dict[str, Any]) -> None:
        if len(told) == len(_NAMES) and list(told) == _NAMES:  # as an app is entered
            texts = [text if type(text) is str else canonical(text) for text in told.values()]
            self.apps[app] = [*map(intern, texts)]
            return
        row = self.apps.get(app)
        if row is None:
            row = self.apps[app] = [""] * len(_NAMES)
        for name, text in told.items():
            row[_PLACES[name]] = intern(text if type(text) is str else canonical(text))
