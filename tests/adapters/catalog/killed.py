"""Upgrades a catalog, and is killed by itself in the middle, as a power cut would."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from microapp_cli.adapters.catalog.opening import upgrade_catalog


def kill_at(number: int) -> None:
    """End this process at the statement with this number that changes the schema."""
    seen = 0

    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal seen
        seen += statement.lstrip().startswith(("CREATE", "INSERT", "ALTER"))
        if seen >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", look)


if __name__ == "__main__":
    kill_at(int(sys.argv[2]))
    upgrade_catalog({"MICROAPP_CATALOG_URL": sys.argv[1]})
