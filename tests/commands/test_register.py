"""`microapp register`: what is in order is entered, and everything else changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import commit, edit, git

HOUSE = Path(__file__).parents[2]
MANIFEST = "microapp.yaml"
EVE = "eve@acme.example"


def test_a_fresh_repository_is_registered_and_again_says_so(catalog: Catalog, app: Path) -> None:
    first = catalog("register", str(app))
    again = catalog("register", str(app))

    assert (first.code, again.code) == (0, 0)
    assert first.out == f"{NAME} is registered: T1, owned by ann@acme.example, in development.\n"
    assert again.out == f"{NAME} is registered already, and nothing changed.\n"
    assert len(catalog.state()["ledger"]) == 1


def test_an_entry_holds_what_the_repository_says(catalog: Catalog, app: Path) -> None:
    commit(app)
    git(app, "remote", "add", "origin", "https://ci:token@git.acme.example/people/leave.git")

    told = catalog("register", str(app), "--json").data

    entry = told["app"]
    assert (told["new"], entry["team"], entry["backup"]) == (True, "People", "bob@acme.example")
    layer = yaml.safe_load((HOUSE / "blueprints/crud/layer.yaml").read_text())
    assert (entry["blueprint"], entry["blueprint_version"]) == ("crud", layer["version"])
    assert entry["repository"] == "https://git.acme.example/people/leave"
    assert entry["commit"] == git(app, "rev-parse", "HEAD").strip()
    assert len(entry["contract"]) == 64
    assert entry["check"]["errors"] == 0


def test_a_change_is_named_and_is_one_more_entry(registered: Catalog, app: Path) -> None:
    edit(app / "app/__main__.py", '"""', '"""Ours: ')

    said = registered("register", str(app), days=1)

    assert "is up to date" in said.out
    assert "content" in said.out
    assert len(registered.state()["ledger"]) == 2


def test_a_red_check_is_refused(registered: Catalog, app: Path) -> None:
    (app / "SECURITY.md").unlink()
    before = registered.state()

    said = registered("register", str(app))

    assert said.code == 1
    assert "microapp check finds 1 error. Run microapp check" in said.line
    assert registered.state() == before


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no owner": (lambda m: edit(m, "ann@acme.example", '""'), "owner.email is missing"),
    "a look-alike owner": (
        lambda m: edit(m, "email: ann@", "email: \u0430nn@"),
        "is no e-mail address",
    ),
    "no purpose": (
        lambda m: edit(m, "Shows everybody in the team who is away, and until when.", '""'),
        "purpose is missing",
    ),
    "an unknown tier": (lambda m: edit(m, "tier: T1", "tier: T9"), "tier 'T9' is not known"),
    "a name in other case": (lambda m: edit(m, NAME, "Leave-Helper"), "such as leave-helper"),
    "a look-alike name": (lambda m: edit(m, NAME, "l\u0435ave-helper"), "is no name"),
    "a path for a name": (lambda m: edit(m, NAME, "../x"), "is no name"),
    "no mapping": (lambda m: m.write_text("- x\n"), "holds no mapping"),
    "a bomb": (lambda m: m.write_text("a: &a [x]\nb: [*a, *a]\n"), "aliases"),
    "no text": (lambda m: m.write_bytes(b"\xff\xfe"), "microapp.yaml"),
    "no lock": (lambda m: (m.parent / ".microapp/lock.json").unlink(), "lock.json is missing"),
    "nothing": (lambda m: m.unlink(), "there is no microapp.yaml"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_missing_or_wrong_is_one_line_and_changes_nothing(
    registered: Catalog, app: Path, name: str
) -> None:
    spoil, says = SPOILT[name]
    spoil(app / MANIFEST)
    before = registered.state()

    said = registered("register", str(app))

    assert said.code == 2
    assert says in said.line
    assert registered.state() == before


def test_a_name_of_somebody_else_is_refused(
    registered: Catalog, app: Path, real_bench: Workbench
) -> None:
    edit(app / MANIFEST, "ann@acme.example", EVE)
    run(["fix", str(app), "--allow-dirty"], real_bench)
    before = registered.state()

    said = registered("register", str(app), actor=EVE)

    assert said.code == 2
    assert f"belongs to ann@acme.example, and microapp.yaml names {EVE}" in said.line
    assert registered.state() == before


def test_a_name_that_looks_like_another_is_refused(
    registered: Catalog, app: Path, real_bench: Workbench
) -> None:
    edit(app / MANIFEST, f"name: {NAME}", "name: leave--helper")
    run(["fix", str(app), "--allow-dirty"], real_bench)
    before = registered.state()

    said = registered("register", str(app))

    assert said.code == 2
    assert "leave--helper looks like leave-helper" in said.line
    assert registered.state() == before


def test_another_repository_of_the_same_name_is_refused_unless_it_moved(
    catalog: Catalog, app: Path
) -> None:
    git(app, "init", "-q")
    git(app, "remote", "add", "origin", "git@git.acme.example:people/leave.git")
    catalog("register", str(app))
    git(app, "remote", "set-url", "origin", "git@git.acme.example:people/\x1b[31mother")

    said = catalog("register", str(app))

    assert said.code == 2
    assert "If the repository moved: microapp register --moved" in said.line
    assert "\x1b" not in said.err
    assert catalog("register", str(app), "--moved").code == 0


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("nowhere", "there is no such folder"),
        ("a-file", "there is no such folder"),
        (".", "there is no microapp.yaml"),
    ],
)
def test_a_folder_that_is_no_repository_is_named(catalog: Catalog, word: str, says: str) -> None:
    (catalog.file.parent / "a-file").touch()

    said = catalog("register", str(catalog.file.parent / word))

    assert said.code == 2
    assert says in said.line


def test_somebody_must_be_named(registered: Catalog, fresh_app: Path) -> None:
    said = registered("register", str(fresh_app), actor="nobody at all")

    assert said.code == 2
    assert "'nobody at all' is no e-mail address" in said.line


def test_a_clock_set_back_changes_nothing(registered: Catalog, app: Path) -> None:
    edit(app / "app/__main__.py", '"""', '"""Ours: ')
    before = registered.state()

    said = registered("register", str(app), days=-1)

    assert said.code == 2
    assert "The clock says 2026-11-22T12:00" in said.line
    assert registered.state() == before


WRONG_URLS = {
    "hello": "no address of a database",
    "sqlite://": "names no file",
    "sqlite:///:memory:": "names no file",
    "mysql://host/db": "'mysql' is not supported",
    "postgresql://host": "names no database",
    "postgresql://ann:s3cret@127.0.0.1:1/db": "cannot be used",
    "postgresql://h:port/db": "no address of a database",
}


@pytest.mark.parametrize("url", WRONG_URLS)
def test_a_wrong_address_is_one_line_without_its_password(
    catalog: Catalog, fresh_app: Path, url: str
) -> None:
    said = catalog("register", str(fresh_app), MICROAPP_CATALOG_URL=url)

    assert said.code == 2
    assert WRONG_URLS[url] in said.line
    assert "s3cret" not in said.err


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE catalog_version SET version_num = '9999'")
        connection.commit()


def foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DATABASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "of a newer microapp": (newer, "was made by a newer microapp (version '9999'"),
    "of another program": (foreign, "is the database of another program"),
    "no database": (lambda f: f.write_bytes(b"hello " * 999), "is no catalog, or it is damaged"),
    "cut off": (lambda f: f.write_bytes(f.read_bytes()[:9000]), "no catalog, or it is damaged"),
    "a folder": (folder, "is a folder. Name a file"),
}


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize("command", ["register", "catalog show leave-helper"])
def test_a_database_that_is_not_ours_to_use_is_one_line_and_stays_as_it_is(
    registered: Catalog, fresh_app: Path, name: str, command: str
) -> None:
    spoil, says = DATABASES[name]
    registered("catalog", "list")  # what SQLite keeps beside the file goes into it
    spoil(registered.file)
    before = registered.file.read_bytes() if registered.file.is_file() else b""

    said = registered(*command.split(), *([str(fresh_app)] if command == "register" else []))

    assert said.code == 2
    assert says in said.line
    assert (registered.file.read_bytes() if registered.file.is_file() else b"") == before
