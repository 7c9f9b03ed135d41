"""Proof that the database follows what the app declares, and that no data is lost on the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from microapp_kit import migrate
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings, read_settings

START = """
from microapp_kit import Field, Record, Resource

class Thing(Record):
    name: str
    FIELDS

resources = [Resource("things", Thing)]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an app of one resource, migrated, with one record in it."""
    (tmp_path / "app" / "migrations").mkdir(parents=True)
    run(tmp_path, "")
    with sqlite3.connect(tmp_path / ".local" / "app.db") as connection:
        connection.execute(
            "INSERT INTO things (id, org, version, created_at, created_by, updated_at, name) "
            "VALUES ('1', 'acme', 1, '', 'ann', '', 'One')"
        )
    return tmp_path


def declared(fields: str) -> dict[str, object]:
    """Give what an `app/resources.py` with these fields declares."""
    found: dict[str, object] = {}
    exec(START.replace("FIELDS", fields), found)  # noqa: S102  (our own text)
    return found


def run(folder: Path, fields: str, *arguments: str, **environ: str) -> int:
    """Run the command on an app with these fields."""
    resources = declared(fields)["resources"]
    original, migrate.declared_resources = migrate.declared_resources, lambda: resources
    try:
        return migrate.main(arguments, environ, folder)
    finally:
        migrate.declared_resources = original


def settings(folder: Path) -> Settings:
    """Give the settings of the app in a folder."""
    return read_settings({}, folder)


def test_a_new_field_with_a_default_reaches_old_records(folder: Path) -> None:
    assert run(folder, 'colour: str = "red"') == 0

    rows = sqlite3.connect(folder / ".local" / "app.db").execute("SELECT name, colour FROM things")
    assert rows.fetchall() == [("One", "red")]


def test_a_new_field_without_a_default_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "colour: str") == 2
    assert "The new field colour has no default" in capsys.readouterr().err


def test_a_lost_field_keeps_its_data_until_told_otherwise(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, 'colour: str = "red"')

    kept = run(folder, "")
    dropped = run(folder, "", "--drop")

    assert (kept, dropped) == (2, 0)
    assert "its data would be lost" in capsys.readouterr().err


def test_nothing_to_do_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert run(folder, "") == 0
    assert capsys.readouterr().out == "The database fits the app.\n"


def test_an_app_that_is_ahead_of_its_migrations_does_not_start(folder: Path) -> None:
    resources = declared('colour: str = "red"')["resources"]

    with pytest.raises(CannotStart, match=r"add column things.colour.*microapp_kit.migrate"):
        migrate.prepare(settings(folder), resources)


def test_a_database_where_no_file_can_be_made_is_refused_in_one_sentence(
    folder: Path,
) -> None:
    taken = folder / "a.db"
    taken.with_name("a.db.lock").mkdir()
    resources = declared("")["resources"]
    settings_of = read_settings({"DATABASE_URL": f"sqlite:///{taken}"}, folder)

    with pytest.raises(CannotStart, match=r"The database cannot be used: .* can be written"):
        migrate.prepare(settings_of, resources)


def test_a_folder_that_is_made_for_the_database_is_nobody_elses(folder: Path) -> None:
    place = folder / "kept" / "here.db"

    assert run(folder, "", DATABASE_URL=f"sqlite:///{place}") == 0
    assert place.parent.stat().st_mode & 0o777 == 0o700
