"""Whatever command: a catalog that is none is one line and exit code 2, and stays as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.entities import FOREIGN

EVENT = '{"id": "e", "at": "2026-11-20T10:00:00Z", "app": "leave-helper"}'
COMMANDS = (
    *("catalog list", "catalog list --counts", f"catalog show {NAME}", "catalog search leave"),
    *("catalog history", "catalog exceptions", f"catalog move {NAME} staging"),
    *(f"catalog transfer {NAME} --to cy@acme.example", f"catalog answer {NAME} keep"),
    *("catalog owners people.txt", "catalog sweep", "catalog verify", "catalog upgrade"),
    *("catalog export --all", "catalog import theirs.yaml", f"catalog evidence {NAME} -o e.zip"),
    *(f"review request {NAME}", f"review approve {NAME}", "review list", "review reviewers"),
    *(f"usage show {NAME}", "usage top", f"usage forecast {NAME}", "usage import events.jsonl"),
    "usage export -o u.csv",
)
NAMED = [command for command in COMMANDS if NAME in command]


@pytest.fixture
def at_hand(registered: Catalog, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A catalog, and beside it the files that the commands take."""
    folder = registered.file.parent
    monkeypatch.chdir(folder)
    (folder / "people.txt").write_text("ann@acme.example\n")
    (folder / "theirs.yaml").write_text(FOREIGN)
    (folder / "events.jsonl").write_text(EVENT)
    return registered


@pytest.mark.parametrize("command", COMMANDS)
def test_a_catalog_of_a_newer_microapp_is_left_alone(at_hand: Catalog, command: str) -> None:
    with closing(sqlite3.connect(at_hand.file)) as database, database:
        database.execute("UPDATE catalog_version SET version_num = '9999'")
    before = at_hand.state()

    said = at_hand(*command.split())

    assert said.code == 2
    assert "was made by a newer microapp (version '9999'" in said.line
    assert at_hand.state() == before
    assert not (at_hand.file.parent / "e.zip").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_address_is_one_line_and_no_password(at_hand: Catalog, command: str) -> None:
    said = at_hand(*command.split(), MICROAPP_CATALOG_URL="mysql://ann:s3cret@host/db")

    assert said.code == 2
    assert "'mysql' is not supported" in said.line
    assert "s3cret" not in said.line


@pytest.mark.parametrize(
    "name", ["Leave-Helper", "l\u0435ave-helper", "./leave-helper", "lEAVE_helper"]
)
@pytest.mark.parametrize("command", NAMED)
def test_a_name_that_only_looks_right_is_told(at_hand: Catalog, command: str, name: str) -> None:
    before = at_hand.state()

    said = at_hand(*(name if word == NAME else word for word in command.split()))

    assert said.code == 2
    assert NAME in said.line
    assert at_hand.state() == before
