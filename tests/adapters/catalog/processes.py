"""Processes that work on one catalog: forks of one that has read the modules of microapp."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.servers.loaded import Begun, loaded

HOUSE = Path(__file__).parents[3]


def begun(name: str, *words: str | Path) -> Begun:
    """Start a program of this folder."""
    microapp = loaded(Path(sys.executable), HOUSE, ["microapp_cli"])
    return Begun(microapp, f"tests.adapters.catalog.{name}", *words, cwd=HOUSE)
