"""Imports entities as a process of its own, which may be killed by itself in the middle."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from microapp_cli.adapters.catalog import entities, entity_files, importing
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog.adoption import Imported
from tests.catalogs import ANN, control_values, open_at

CONTROLS = {tier: control_values(tier) for tier in ("T0", "T1", "T2", "T3")}


def take_in(store: Store, file: Path, actor: str = ANN) -> Imported:
    """Import a file."""
    found = entities.read(entity_files.texts(file))
    return importing.take_in(store, found, CONTROLS, actor=actor)


def kill_at(number: int) -> None:
    """End this process at the statement with this number that writes."""
    seen = 0

    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal seen
        seen += statement.startswith(("INSERT", "UPDATE"))
        if seen >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", look)


if __name__ == "__main__":
    url, file, statement = sys.argv[1:]
    opened = open_at(url)
    if int(statement):
        kill_at(int(statement))
    take_in(opened, Path(file))
