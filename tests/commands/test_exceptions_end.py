"""An exception never outlives its date: each command, the day before, on the day, the day after."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import DAY, NAME, NOON, Catalog, Said
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import EXCEPTION, commit, edit

LAST = 7
"""So many days after the repository was made, the exception holds for the last time."""
HOLDS, OVER = (LAST - 1, LAST), LAST + 1


@pytest.fixture(scope="module")
def waived(fresh_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that is green by an exception; not to be changed."""
    folder = tmp_path_factory.mktemp("waived") / NAME
    shutil.copytree(fresh_app, folder)
    (folder / "app/ask.py").write_text('"""Asks."""\n\nfrom openai import OpenAI as OpenAI\n')
    with (folder / "microapp.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(EXCEPTION)
    return folder


@pytest.fixture(scope="module")
def waived_files() -> dict[str, bytes]:
    """The files of a catalog in which it is registered, once somebody has made it."""
    return {}


@pytest.fixture
def known(catalog: Catalog, waived: Path, waived_files: dict[str, bytes]) -> Catalog:
    """A catalog in which it is registered; the owner says each time that they answer for it."""
    if not waived_files:
        assert catalog("register", str(waived)).code == 0
        for file in catalog.file.parent.glob("catalog.db*"):
            waived_files[file.name] = file.read_bytes()
    for name, content in waived_files.items():
        (catalog.file.parent / name).write_bytes(content)
    return catalog


def states(report: dict[str, Any]) -> set[str]:
    """What the finding of the rule is."""
    return {f["state"] for f in report["reports"][0]["findings"] if f["id"] == "MA031"}


def lacking(said: Said) -> set[str]:
    """What the checklist misses."""
    return {item["id"] for item in said.data["items"] if not item["holds"]}


def evidence(catalog: Catalog, days: int) -> dict[str, Any]:
    """What an auditor gets on that day."""
    file = catalog.file.parent / f"{days}.zip"
    assert catalog("catalog", "evidence", NAME, "-o", str(file), days=days).code == 0
    with ZipFile(file) as archive:
        names = ("exceptions", "controls", "checklist")
        return {name: json.loads(archive.read(f"{name}.json")) for name in names}


def checked(catalog: Catalog, app: Path, days: int) -> bool:
    said = catalog("check", str(app), "--json", days=days)
    assert states(said.data) == ({"waived"} if said.code == 0 else {"open"})
    return said.code == 0


def from_base(catalog: Catalog, app: Path, days: int) -> bool:
    """A change of something else, against a base that is green by the exception."""
    mine = based(catalog, app)
    (mine / "CHANGES.md").write_text("More words.\n")
    said = catalog("check", str(mine), "--base", "main", "--json", days=days)
    assert states(said.data) == ({"waived"} if said.code == 0 else {"open"})
    return said.code == 0


def based(catalog: Catalog, app: Path) -> Path:
    """The repository in git, with all that it has at main."""
    mine = Path(shutil.copytree(app, catalog.file.parent / "based" / NAME))
    commit(mine)
    return mine


def ready(stage: str) -> Callable[[Catalog, Path, int], bool]:
    def look(catalog: Catalog, app: Path, days: int) -> bool:
        missing = lacking(catalog("ready", str(app), "--for", stage, "--json", days=days))
        assert ("check" in missing) is ("exceptions" in missing)
        return "exceptions" not in missing

    return look


def entered(catalog: Catalog, app: Path, days: int) -> bool:
    return catalog("register", str(app), days=days).code == 0


def moved(catalog: Catalog, _: Path, days: int) -> bool:
    said = catalog("catalog", "move", NAME, "staging", days=days)
    assert ("No exception is over its date" in said.err) is (said.code != 0)
    return said.code == 0


def released(catalog: Catalog, _: Path, days: int) -> bool:
    assert catalog("catalog", "move", NAME, "staging").code == 0
    stop = ("catalog", "move", NAME, "quarantined", "--because", "strange")
    assert catalog(*stop, days=days).code == 0
    return catalog("catalog", "move", NAME, "staging", days=days).code == 0


def asked(catalog: Catalog, _: Path, days: int) -> bool:
    said = catalog("review", "request", NAME, days=days)
    assert ("the exception from MA031 is over" in said.err) is (said.code != 0)
    return said.code == 0


def listed(catalog: Catalog, _: Path, days: int) -> bool:
    (one,) = catalog("catalog", "exceptions", "--json", days=days).data["entries"]
    shown = catalog("catalog", "exceptions", days=days).out
    assert one["state"] in ("holds", "expired")
    assert f"  {one['state']} " in shown
    return bool(one["state"] == "holds")


def shown(catalog: Catalog, _: Path, days: int) -> bool:
    (one,) = catalog("catalog", "show", NAME, "--json", days=days).data["exceptions"]
    text = catalog("catalog", "show", NAME, days=days).out
    holds = bool(one["state"] == "holds")
    assert ("MA031 until 2026-11-30" in text, "MA031 expired on 2026-11-30" in text) == (
        *(holds, not holds),
    )
    return holds


def proven(catalog: Catalog, _: Path, days: int) -> bool:
    found = evidence(catalog, days)
    state = found["exceptions"][0]["state"]
    waived = [one for one in found["controls"] if one.get("exceptions")]
    holds = {item["id"]: item["holds"] for item in found["checklist"]}["exceptions"]
    assert waived
    assert {one["state"] for one in waived} == {"waived" if holds else "not_held"}
    assert (state == "holds") is holds
    return bool(holds)


COMMANDS: dict[str, Callable[[Catalog, Path, int], bool]] = {
    "check": checked,
    "check --base": from_base,
    "ready for staging": ready("staging"),
    "ready for production": ready("production"),
    "register": entered,
    "catalog move": moved,
    "catalog move, out of quarantine": released,
    "review request": asked,
    "catalog exceptions": listed,
    "catalog show": shown,
    "catalog evidence": proven,
}


@pytest.mark.parametrize("days", [*HOLDS, OVER])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_exception_ends_with_its_day(
    known: Catalog, waived: Path, command: str, days: int
) -> None:
    assert COMMANDS[command](known, waived, days) is (days in HOLDS)


def test_against_a_base_an_ended_exception_is_told_and_no_rest_of_it_is_known(
    catalog: Catalog, waived: Path
) -> None:
    said = catalog("check", str(based(catalog, waived)), "--base", "main", days=OVER)

    assert said.code == 1
    assert "exceptions.0: it has expired on 2026-11-30. Renew it" in said.out
    assert "There already at main" not in said.out


def test_to_take_an_ended_exception_out_does_not_make_its_finding_known(
    catalog: Catalog, waived: Path
) -> None:
    mine = based(catalog, waived)
    edit(mine / "microapp.yaml", EXCEPTION, "")

    said = catalog("check", str(mine), "--base", "main", "--json", days=OVER)

    assert (said.code, states(said.data)) == (1, {"open"})


@pytest.mark.parametrize("command", ["register", "catalog move", "review request"])
def test_a_clock_set_back_brings_no_exception_back(
    known: Catalog, waived: Path, command: str
) -> None:
    assert known("catalog", "answer", NAME, "keep", days=OVER).code == 0
    before = known.state()

    assert COMMANDS_LATE[command](known, waived) == 2

    assert known.state() == before


COMMANDS_LATE: dict[str, Callable[[Catalog, Path], int]] = {
    "register": lambda catalog, app: catalog("register", str(app), days=LAST).code,
    "catalog move": lambda catalog, _: catalog("catalog", "move", NAME, "staging", days=LAST).code,
    "review request": lambda catalog, _: catalog("review", "request", NAME, days=LAST).code,
}


@pytest.mark.parametrize("name", ["catalog exceptions", "catalog show", "catalog evidence"])
def test_a_clock_set_back_shows_no_exception_that_is_over(
    known: Catalog, waived: Path, name: str
) -> None:
    assert known("catalog", "answer", NAME, "keep", days=OVER).code == 0

    assert COMMANDS[name](known, waived, LAST) is False


@pytest.mark.parametrize("stage", ["staging", "production"])
def test_a_clock_set_back_makes_nothing_ready(known: Catalog, waived: Path, stage: str) -> None:
    assert known("catalog", "answer", NAME, "keep", days=OVER).code == 0

    said = known("ready", str(waived), "--for", stage, "--json", days=LAST)

    assert "exceptions" in lacking(said)


def test_a_clock_that_lags_by_minutes_over_midnight_registers_no_ended_exception(
    known: Catalog, waived: Path
) -> None:
    midnight = NOON - DAY // 2 + OVER * DAY
    first = known("catalog", "answer", NAME, "keep", SOURCE_DATE_EPOCH=str(midnight + 60))
    late = known("register", str(waived), SOURCE_DATE_EPOCH=str(midnight - 60))

    assert (first.code, late.code) == (0, 1)
    assert "the exception from MA031 was over on 2026-12-01" in late.line
