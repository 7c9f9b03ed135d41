"""`microapp catalog import`: all or nothing, and what was exported comes back as it was."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.catalogs import PAT
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.theirs import EVE, component, imported
from tests.entities import CLAIM, FOREIGN

USED = ("staging", "review", "production")


def show(catalog: Catalog, name: str = "their-app") -> Any:
    return catalog("catalog", "show", name, "--json").data


def another(catalog: Catalog) -> Catalog:
    return Catalog(catalog.file.parent / "another.db", catalog.capsys, catalog.bench)


def test_what_is_exported_imported_and_exported_again_is_the_same(registered: Catalog) -> None:
    imported(registered, component(lifecycle="deprecated") + component("third-app", "T3"))
    first = registered("catalog", "export", "--all").out

    said = imported(another(registered), first)

    assert said.out == "3 new, 0 changed, 0 as they were.\n"
    assert another(registered)("catalog", "export", "--all").out == first
    assert imported(registered, first).out == "0 new, 0 changed, 3 as they were.\n"


def test_a_new_app_is_entered_with_an_entry_in_the_ledger(catalog: Catalog) -> None:
    said = imported(catalog, component())

    entered = show(catalog)
    history = catalog("catalog", "history", "their-app", "--json").data["entries"]
    assert said.code == 0
    assert (entered["source"], entered["tier"], entered["owner"]) == ("backstage", "T1", EVE)
    assert [entry["action"] for entry in history] == ["imported"]


@pytest.mark.parametrize("lifecycle", ["production", "staging", "review", "experimental"])
def test_no_claim_reaches_a_stage_that_asks_for_evidence(catalog: Catalog, lifecycle: str) -> None:
    said = imported(catalog, component(lifecycle=lifecycle))

    assert show(catalog)["stage"] == "development"
    assert ("In an earlier stage than claimed: their-app." in said.out) == (lifecycle in USED)


def test_an_entity_speaks_for_nobody_and_its_owner_says_so_here(catalog: Catalog) -> None:
    imported(
        catalog, component(lifecycle="deprecated") + component("quiet-app", "T0", lifecycle="draft")
    )

    refused = catalog("catalog", "move", "quiet-app", "development", actor=EVE)
    catalog("catalog", "answer", "quiet-app", "keep", actor=EVE)
    moved = catalog("catalog", "move", "quiet-app", "development", actor=EVE)
    flagged = catalog("catalog", "sweep", "--json").data["reassess"]

    assert refused.code == 1
    assert "microapp catalog answer quiet-app keep" in refused.err
    assert moved.code == 0
    assert flagged == ["their-app"]


def test_a_second_import_never_moves_an_app(catalog: Catalog) -> None:
    imported(catalog, component(lifecycle="deprecated"))

    said = imported(catalog, component(lifecycle="production"), actor=EVE)

    assert "In an earlier stage than claimed: their-app." in said.out
    assert show(catalog)["stage"] == "deprecated"


def test_an_app_that_a_repository_registered_stays_as_it_says(registered: Catalog) -> None:
    before = registered.state()

    said = imported(registered, component(NAME, "T0", EVE), actor=EVE)

    assert f"Left as their repositories registered them: {NAME}." in said.out
    assert registered.state() == before


def test_only_who_answers_for_it_changes_an_imported_app(catalog: Catalog) -> None:
    imported(catalog, component())
    before = catalog.state()

    refused = imported(catalog, component(tier="T0", owner=PAT), actor=PAT)
    state = catalog.state()
    allowed = imported(catalog, component(tier="T2", lifecycle="experimental"), actor=EVE)

    assert refused.code == 2
    assert f"{PAT} neither answers for their-app nor keeps the platform" in refused.err
    assert state == before
    assert allowed.out == "0 new, 1 changed, 0 as they were.\n"


def test_an_imported_app_becomes_the_repositorys_when_it_is_registered(
    catalog: Catalog, app: Path
) -> None:
    imported(catalog, component(NAME, owner="ann@acme.example"))

    said = catalog("register", str(app))

    assert said.code == 0
    assert show(catalog, NAME)["source"] == "register"


def test_all_problems_are_told_with_file_and_line_and_nothing_is_imported(
    registered: Catalog,
) -> None:
    text = (
        component("good-app")
        + component("bad tier", "T9")
        + "---\na: [\n"
        + component("good_app")
        + component("Leave-Helper")
    )
    before = registered.state()

    said = imported(registered, text)

    file = registered.file.parent / "entities.yaml"
    assert said.code == 2
    first, *lines = said.err.splitlines()
    assert first == "5 problems; nothing was imported:"
    assert [line.split(" ", 3)[2].removeprefix(str(file)) for line in lines] == [
        ":14:",
        ":16:",
        ":21:",
        ":22:",
        ":31:",
    ]
    assert registered.state() == before


def test_a_look_alike_of_a_known_app_is_refused(registered: Catalog) -> None:
    before = registered.state()

    said = imported(registered, component("good-app") + component("Leave-Helper"))

    assert said.code == 2
    assert f"Leave-Helper looks like {NAME}" in said.err
    assert registered.state() == before


def test_a_folder_is_read_to_its_depth_and_other_kinds_are_passed_over(
    catalog: Catalog, tmp_path: Path
) -> None:
    for name in ("first-app", "deep/er/second-app", ".git/no-app"):
        place = tmp_path / "repos" / name
        place.mkdir(parents=True)
        (place / "catalog-info.yaml").write_text(
            component(place.name) + "---\nkind: API\n", "utf-8"
        )
        (place / "values.yaml").write_text("x: 1\n", "utf-8")

    (tmp_path / "secret").write_text("password: hunter2\n", "utf-8")
    (tmp_path / "repos/catalog-info.yaml").symlink_to(tmp_path / "secret")

    said = catalog("catalog", "import", str(tmp_path / "repos"))

    assert said.out.startswith("2 new, 0 changed")  # neither git's, nor what a link leads to
    assert "Passed over: 2 API." in said.out


def test_standard_input_is_read(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(component().encode()))
    monkeypatch.setattr(sys, "stdin", given)

    assert catalog("catalog", "import", "-", "--json").data["new"] == ["their-app"]


BAD_FILES = {
    "nothing": (b"", "no entity of the kind Component"),
    "no utf-8": (b"a: \xff\n", "this is no UTF-8"),
    "a bomb": (b"a: &a [x]\nb: [*a, *a]\n", "anchors and aliases"),
    "code": (b"a: !!python/object/apply:os.system ['true']\n", "tags (!name) are not allowed"),
    "depth": (b"[" * 50_000, "nested more than 20 levels deep"),
    "a terminal's words": (component().replace("Shows", '"\\e[2J').encode() + b'"', ""),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told_and_leaves_no_trace(catalog: Catalog, name: str) -> None:
    content, says = BAD_FILES[name]
    file = catalog.file.parent / "bad.yaml"
    file.write_bytes(content)

    said = catalog("catalog", "import", str(file))

    assert said.code == 2
    assert says in said.err
    assert "Traceback" not in said.err
    assert "\x1b" not in said.err
    assert catalog.state()["apps"] == []


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("nowhere.yaml", "is not there"),
        ("empty", "no catalog-info.yaml"),
        ("a\x1b[2J", "not there"),
    ],
)
def test_a_file_that_is_not_there_is_one_line(catalog: Catalog, word: str, says: str) -> None:
    (catalog.file.parent / "empty").mkdir()

    said = catalog("catalog", "import", str(catalog.file.parent / word))

    assert said.code == 2
    assert says in said.line
    assert said.line.isprintable()


def test_what_another_catalog_says_goes_through_ours_and_back(catalog: Catalog) -> None:
    said = imported(catalog, FOREIGN)
    first = catalog("catalog", "export", "--all").out

    again = imported(another(catalog), first)

    assert "  their-app claims production, and is in development here.\n" in said.out
    assert f"{CLAIM}: production" in first
    assert "another catalog claims production" in catalog("catalog", "show", "their-app").out
    assert show(catalog)["elsewhere"]["spec"]["system"] == "hiring"
    assert another(catalog)("catalog", "export", "--all").out == first
    assert again.out.startswith("1 new")
    assert imported(catalog, first, actor=EVE).out.startswith("0 new, 0 changed, 1 as they were.")
    assert imported(catalog, FOREIGN).out.startswith("0 new, 0 changed, 1 as they were.")
    assert catalog("catalog", "verify").code == 0
