"""Proof that the audit log tells every change, and that nobody can change what it told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from things import app_of_things, made

from microapp_kit.audit_log import main
from microapp_kit.testing import RunningApp

Changed = Callable[[str], None]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of an app in which a record was made, changed and deleted, and a token refused."""
    path = tmp_path / "app.db"
    with app_of_things(DATABASE_URL=f"sqlite:///{path}") as app:
        _live(app)
    return path


def _live(app: RunningApp) -> None:
    thing = made(app, secret_word="swordfish")
    path = f"/v1/things/{thing['id']}"
    changed = app.call("PATCH", path, json={"size": 3}, headers={"If-Match": thing["etag"]})
    app.call("DELETE", path, headers={"If-Match": changed.headers["etag"]})
    app.call("GET", path, role="guest")


def audit_log(database: Path, *arguments: str) -> int:
    """Run the command on this database."""
    environ = {"DATABASE_URL": f"sqlite:///{database}", "APP_SECRET": "dev-tests"}
    return main(arguments, environ, database.parent)


def test_it_tells_who_did_what_before_and_after(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit_log(database, "show", "--org", "acme")

    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["action"] for e in entries] == ["things.create", "things.update", "things.delete"]
    assert {e["actor"] for e in entries} == {"ann"}
    assert entries[1]["changes"]["size"] == [0, 3]


def test_it_masks_what_is_personal(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit_log(database, "show")

    assert "swordfish" not in capsys.readouterr().out


def test_it_is_whole(database: Path) -> None:
    assert audit_log(database, "verify") == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE microapp_audit SET actor = 'eve'", "DELETE FROM microapp_audit"]
)
def test_it_can_only_be_added_to(database: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sqlite3.connect(database).execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE microapp_audit SET actor = 'eve' WHERE seq = 2 AND org = 'acme'",
        "UPDATE microapp_audit SET changes = '{}' WHERE seq = 1 AND org = 'acme'",
        "DELETE FROM microapp_audit WHERE seq = 2 AND org = 'acme'",
    ],
)
def test_a_change_past_the_wall_breaks_the_chain(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute("DROP TRIGGER microapp_audit_no_update")
    connection.execute("DROP TRIGGER microapp_audit_no_delete")
    connection.execute(statement)
    connection.commit()

    assert audit_log(database, "verify") == 1
