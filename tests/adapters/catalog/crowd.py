"""One of many processes that change one catalog at the same time; prints what was refused."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from microapp_cli.core.errors import MicroappError
from tests.catalogs import manifest, open_at, register, taken
from tests.lives import move

OWN = 6


def main(url: str, number: int, start: Path) -> None:
    """Wait for the start, then register, change and move."""
    while not start.exists():
        time.sleep(0.005)
    for turn in range(OWN):
        name = f"own-{number}-{turn}"
        register(open_at(url), taken(manifest(name), repository=""))
        move(open_at(url), "staging", name=name)
    owner = {"name": "N", "email": f"person{number}@acme.example", "team": "People"}
    claim = taken(manifest("wanted-name", owner=owner, backup_owner=None), repository="")
    attempt(lambda: register(open_at(url), claim, actor=f"person{number}@acme.example"))
    attempt(lambda: move(open_at(url), "staging", name="shared-app"))
    for turn in range(OWN):
        title = f"Title {number} {turn}"
        register(open_at(url), taken(manifest("shared-app", title=title), repository=""))


def attempt(change: Callable[[], object]) -> None:
    """Try what only one of all can do, and print why it was refused."""
    try:
        change()
    except MicroappError as refused:
        print(refused)
    else:
        print("done")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
