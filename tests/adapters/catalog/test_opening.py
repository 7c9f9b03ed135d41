"""What is no catalog is refused in one line, and left as it is; a kill leaves nothing half done."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from microapp_cli.adapters.catalog import upgrade
from microapp_cli.adapters.catalog.address import address_of
from microapp_cli.adapters.catalog.engine import engine_for, transaction
from microapp_cli.adapters.catalog.opening import open_catalog, upgrade_catalog
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.errors import CatalogError
from tests.adapters.catalog.old_catalogs import make
from tests.adapters.catalog.processes import begun
from tests.catalogs import open_at, register

HOUSE = Path(__file__).parents[3]


def refusal(url: str) -> str:
    """The one line with which an address is refused."""
    with pytest.raises(CatalogError) as refused:
        open_catalog({"MICROAPP_CATALOG_URL": url})
    line = str(refused.value)
    assert "\n" not in line
    assert len(line) < 400
    return line


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is no address of a database"),
        ("mysql://ann:secret@host/db", "'mysql' is not supported"),
        ("http://host/db", "'http' is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://ann:secret@host:5432", "names no database"),
        ("postgresql://ann:secret@host:port/db", "is no address of a database"),
        ("postgresql://ann:secret@127.0.0.1:1/db", "127.0.0.1:1/db cannot be used"),
        ("sqlite:////proc/no/catalog.db", "/proc/no/catalog.db cannot be made"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(url: str, says: str) -> None:
    line = refusal(url)

    assert says in line
    assert "secret" not in line


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_text("no database at all, but long enough to be read as one" * 100)
    before = path.read_bytes()

    assert "is no catalog, or it is damaged" in refusal(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_folder_is_no_catalog(tmp_path: Path) -> None:
    assert "is a folder" in refusal(f"sqlite:///{tmp_path}")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (title TEXT)")
    other.close()

    assert "is the database of another program" in refusal(f"sqlite:///{path}")
    with sqlite3.connect(path) as again:
        assert again.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]
    again.close()


def test_a_catalog_of_a_newer_microapp_is_refused(empty: str) -> None:
    store = open_at(url := empty)
    with transaction(store.engine, store.address, writes=True) as connection:
        connection.execute(text("UPDATE catalog_version SET version_num = '9999'"))

    assert "was made by a newer microapp (version '9999'" in refusal(url)
    with pytest.raises(CatalogError, match="newer microapp"):
        upgrade_catalog({"MICROAPP_CATALOG_URL": url})


def test_a_catalog_that_lost_its_version_is_refused(empty: str) -> None:
    store = open_at(empty)
    with transaction(store.engine, store.address, writes=True) as connection:
        connection.execute(text("DELETE FROM catalog_version"))

    assert "is damaged: it does not say its version" in refusal(empty)
    with pytest.raises(CatalogError, match="Restore it from a backup"):
        upgrade_catalog({"MICROAPP_CATALOG_URL": empty})


def test_an_empty_sqlite_catalog_makes_itself_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "microapp" / "catalog.db"

    store = open_catalog({"MICROAPP_CATALOG_URL": f"sqlite:///{path}"})

    with store.read() as reading:
        assert verify(reading.connection).problems == ()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.postgres
def test_an_empty_postgres_asks_for_an_upgrade(new_database: Callable[[str], str]) -> None:
    url = new_database("postgres")

    assert "Run: microapp catalog upgrade" in refusal(url)
    upgrade_catalog({"MICROAPP_CATALOG_URL": url})
    open_catalog({"MICROAPP_CATALOG_URL": url})


def test_upgrading_again_changes_nothing(store: Store, url: str) -> None:
    register(store)

    label, before, now = upgrade_catalog({"MICROAPP_CATALOG_URL": url})

    assert (before, now) == (upgrade.HEAD, upgrade.HEAD)
    assert "@" not in label
    with open_at(url).read() as reading:
        assert verify(reading.connection).apps == 1


def test_the_newest_migration_is_the_one_that_is_expected() -> None:
    versions = sorted((upgrade.MIGRATIONS / "versions").glob("[0-9]*.py"))

    assert tuple(path.name[:4] for path in versions) == upgrade.VERSIONS
    assert upgrade.VERSIONS[-1] == upgrade.HEAD


@pytest.mark.parametrize("statement", [1, 4, 9, 14, 19])
def test_a_kill_during_a_migration_leaves_nothing_and_the_next_run_completes(
    empty: str, statement: int
) -> None:
    killed = begun("killed", empty, str(statement)).result()

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    address = address_of({"MICROAPP_CATALOG_URL": empty})
    with transaction(engine_for(address), address, writes=False) as connection:
        assert upgrade.version_of(connection, address) == ""
    with open_at(empty).read() as reading:
        assert verify(reading.connection).problems == ()


@pytest.mark.parametrize("statement", [1, 3, 6, 7, 8, 9])
def test_a_kill_while_an_old_catalog_is_upgraded_leaves_it_as_it_was(
    empty: str, statement: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(empty, "0001", monkeypatch)
    killed = begun("killed", empty, str(statement)).result()

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert "is of version 0001; this microapp works with" in refusal(empty)
    with open_at(empty).read() as reading:
        assert verify(reading.connection).problems == ()
        assert verify(reading.connection).apps == 2


def test_the_default_catalog_lies_in_the_data_folder_of_the_user(tmp_path: Path) -> None:
    code = (
        "from microapp_cli.adapters.catalog.address import address_of; print(address_of({}).label)"
    )
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, env=environ, capture_output=True, text=True
    )

    assert done.stdout.strip().endswith("microapp/catalog.db"), done.stderr
    assert done.stdout.startswith(str(tmp_path))
