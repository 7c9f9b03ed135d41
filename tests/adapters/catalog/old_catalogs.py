"""Makes catalogs as earlier versions made them, with the rows that those versions wrote."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, insert, text

from microapp_cli.adapters.catalog import upgrade
from microapp_cli.adapters.catalog.address import address_of
from microapp_cli.adapters.catalog.engine import engine_for, transaction
from microapp_cli.adapters.catalog.opening import upgrade_catalog

ROWS = Path(__file__).parent / "old"
"""What catalogs of these versions held, as those versions wrote it."""


def make(url: str, version: str, patch: pytest.MonkeyPatch) -> None:
    """A catalog as that version made it, with its entries."""
    patch.setattr(upgrade, "HEAD", version)
    upgrade_catalog({"MICROAPP_CATALOG_URL": url})
    patch.undo()
    address = address_of({"MICROAPP_CATALOG_URL": url})
    with transaction(engine_for(address), address, writes=True) as connection:
        connection.execute(text("DELETE FROM head"))
        held = json.loads((ROWS / f"{version}.json").read_text("utf-8"))
        order = ["apps", "documents", *(name for name in held if name not in ("apps", "documents"))]
        for name in order:
            table = Table(name, MetaData(), autoload_with=connection)
            connection.execute(insert(table), [_bytes(row) for row in held[name]])


def _bytes(row: dict[str, Any]) -> dict[str, Any]:
    return {key: base64.b64decode(value) if key == "body" else value for key, value in row.items()}
