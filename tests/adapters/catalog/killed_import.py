"""Imports usage, and is killed by itself in the middle, as a power cut would."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from microapp_cli.adapters.catalog import usage_rows
from tests.catalogs import ANN, open_at


def kill_at(number: int) -> None:
    """End this process at the statement with this number that writes usage."""
    seen = 0

    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal seen
        seen += statement.startswith("INSERT INTO usage_")
        if seen >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", look)


if __name__ == "__main__":
    url, file, statement = sys.argv[1:]
    store = open_at(url)
    kill_at(int(statement))
    with Path(file).open(encoding="utf-8") as lines:
        usage_rows.take_in(store, lines, source="gateway", actor=ANN)
