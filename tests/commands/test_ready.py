"""`microapp ready`: the checklist says what is missing, and the exit code says whether any is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import edit


def missing(data: dict[str, object]) -> set[str]:
    items = data["items"]
    assert isinstance(items, list)
    return {item["id"] for item in items if not item["holds"]}


def test_a_registered_app_is_ready_for_staging(registered: Catalog, fresh_app: Path) -> None:
    said = registered("ready", str(fresh_app), "--for", "staging")

    assert said.code == 0
    assert said.out.endswith(f"\n\n{NAME} is ready for staging.\n")


def test_a_fresh_app_is_told_what_production_asks_for(registered: Catalog, fresh_app: Path) -> None:
    said = registered("ready", str(fresh_app), "--json")

    assert said.code == 1
    assert (said.data["name"], said.data["for"], said.data["ready"]) == (NAME, "production", False)
    assert missing(said.data) == {"stage", "controls", "review_production"}


def test_an_app_that_nobody_registered_is_not_ready(catalog: Catalog, fresh_app: Path) -> None:
    said = catalog("ready", str(fresh_app), "--for", "staging")

    assert said.code == 1
    assert "missing  Registered: It is not in the catalog. Run microapp register." in said.out
    assert catalog.state()["apps"] == []


def test_what_changed_since_must_be_registered_again(registered: Catalog, app: Path) -> None:
    edit(app / "app/__main__.py", '"""', '"""Ours: ')

    said = registered("ready", str(app), "--for", "staging")

    assert said.code == 1
    assert "The catalog holds an earlier state of it." in said.out


def test_a_red_check_is_missing(registered: Catalog, app: Path) -> None:
    (app / "SECURITY.md").unlink()

    said = registered("ready", str(app), "--for", "staging", "--json")

    assert said.code == 1
    assert missing(said.data) == {"registered", "check"}


def test_a_check_grows_old(registered: Catalog, fresh_app: Path) -> None:
    said = registered("ready", str(fresh_app), "--for", "staging", days=40)

    assert said.code == 0  # it has just been checked again
    moved = registered("catalog", "move", NAME, "staging", days=40)
    assert moved.code == 1
    assert "The last check is of 2026-11-23" in moved.err


def test_terminal_and_log_see_no_control_character(registered: Catalog, app: Path) -> None:
    edit(app / "microapp.yaml", "title: Leave helper", 'title: "Leave \\e[2J\\u202ehelper"')

    said = registered("ready", str(app))

    assert said.code == 2
    assert "title has a line break or an invisible character" in said.line
    assert "\x1b" not in said.out + said.err
    assert "\u202e" not in said.out + said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--for", "moon"), "--for is 'moon'. It is one of: staging, production."),
        (("nowhere",), "there is no such folder"),
    ],
)
def test_wrong_use_is_one_line(catalog: Catalog, words: tuple[str, ...], says: str) -> None:
    said = catalog("ready", *words)

    assert said.code == 2
    assert says in said.line


def test_a_wrong_address_is_one_line(catalog: Catalog, fresh_app: Path) -> None:
    said = catalog("ready", str(fresh_app), MICROAPP_CATALOG_URL="mysql://x/y")

    assert said.code == 2
    assert "'mysql' is not supported" in said.line
