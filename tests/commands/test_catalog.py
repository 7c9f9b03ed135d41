"""`microapp catalog`: pages, one app, moves, owners and proofs, as a person runs them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from tests.catalogs import ANN, PAT
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.theirs import component, imported

EVE = "eve@acme.example"


def names(data: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in data["entries"]]


def many(catalog: Catalog, number: int) -> None:
    """Enter some apps, the way that is quickest."""
    text = "".join(component(f"app-{n:03}x", "T1" if n % 2 else "T3") for n in range(number))
    assert imported(catalog, text).code == 0


def test_pages_follow_each_other_without_a_gap(catalog: Catalog) -> None:
    many(catalog, 7)

    seen: list[str] = []
    cursor = ""
    while True:
        page = catalog("catalog", "list", "--size", "3", "--after", cursor, "--json").data
        seen += names(page)
        cursor = page["next"]
        if not cursor:
            break

    assert seen == [f"app-{n:03}x" for n in range(7)]


def test_a_list_is_filtered_counted_and_searched(catalog: Catalog) -> None:
    many(catalog, 4)

    filtered = catalog("catalog", "list", "--tier", "T3", "--json").data
    counted = catalog("catalog", "list", "--counts", "--json").data
    found = catalog("catalog", "search", "app-002", "--json").data

    assert names(filtered) == ["app-000x", "app-002x"]
    assert counted["tier"] == {"T1": 2, "T3": 2}
    assert names(found) == ["app-002x"]


def test_an_empty_catalog_says_so(catalog: Catalog) -> None:
    assert catalog("catalog", "list").out == "No app.\n"
    assert catalog("catalog", "history").out == "No entry.\n"
    assert catalog("catalog", "exceptions").out == "None.\n"


def test_one_app_is_shown_with_what_comes_next(registered: Catalog) -> None:
    said = registered("catalog", "show", NAME)

    assert said.code == 0
    assert "Ann Example <ann@acme.example>, People" in said.out
    assert "next: draft, staging, review, deprecated, quarantined" in said.out


WRONG_NAMES = {
    "Leave-Helper": "looks like leave-helper",
    "leave_helper": "looks like leave-helper",
    "1eave-he1per": "looks like leave-helper",
    "l\u0435ave-helper": "Did you mean leave-helper?",
    "\uff4ceave-helper": "Did you mean leave-helper?",
    "./leave-helper": "is a path. Give the name of an app, such as leave-helper",
    "..": "is a path",
    "C:\\apps\\leave-helper": "is a path",
    "leave helper": "is no name of an app",
    "": "is no name of an app",
    "\x1b[31mred": "is no name of an app",
    "x" * 64: "is no name of an app",
    "other-app": "is not in the catalog",
}
BY_NAME: dict[str, Callable[[str], list[str]]] = {
    "show": lambda name: ["catalog", "show", name],
    "history": lambda name: ["catalog", "history", name],
    "move": lambda name: ["catalog", "move", name, "staging"],
    "transfer": lambda name: ["catalog", "transfer", name, "--to", EVE],
    "answer": lambda name: ["catalog", "answer", name, "keep"],
    "sweep": lambda name: ["catalog", "sweep", "--only", name],
    "request": lambda name: ["review", "request", name],
    "approve": lambda name: ["review", "approve", name],
    "usage": lambda name: ["usage", "show", name],
    "forecast": lambda name: ["usage", "forecast", name],
}
WHOLE = {"history": {""}, "sweep": {""}}
"""Without a name these look at all apps."""


@pytest.mark.parametrize("command", BY_NAME)
def test_whatever_is_no_name_is_one_line_and_changes_nothing(
    registered: Catalog, command: str
) -> None:
    before = registered.state()

    for name, says in WRONG_NAMES.items():
        if name in WHOLE.get(command, ()):
            continue
        said = registered(*BY_NAME[command](name))
        assert said.code == 2, name
        assert says in said.line, name
        assert said.line.isprintable()

    assert registered.state() == before


def test_a_move_says_what_is_missing_and_moves_only_on_evidence(registered: Catalog) -> None:
    refused = registered("catalog", "move", NAME, "review")
    moved = registered("catalog", "move", NAME, "staging")

    assert refused.code == 1
    assert f"{NAME} cannot go to review yet; one thing is missing:" in refused.err
    assert moved.out == f"{NAME} is in staging now; it was development.\n"
    assert registered("catalog", "show", NAME, "--json").data["stage"] == "staging"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("move", NAME, "moon"), "moon is no stage"),
        (("move", NAME, "stagin"), "Did you mean staging?"),
        (("show", NAME[:-1]), f"Did you mean {NAME}?"),
        (("list", "--stage", "develpment"), "Did you mean development?"),
        (("move", NAME, "\x1b[2J"), "\\x1b[2J is no stage"),
        (("move", NAME, "production"), "cannot go to production"),
        (("move", NAME, "development"), "is in development already"),
        (("move", NAME, "deprecated"), "Say why"),
        (("answer", NAME, "perhaps"), "'perhaps' is no answer"),
        (("answer", NAME, "hand-over"), "Say who takes it over"),
        (("transfer", NAME, "--to", "eve"), "is no e-mail address"),
        (("transfer", NAME, "--to", "\u0435ve@acme.example"), "is no e-mail address"),
        (("transfer", NAME, "--to", EVE, "--name", "a\x1b[2J"), "invisible character"),
        (("transfer", NAME, "--to", ANN), "owns leave-helper already"),
        (("search", "ab"), "words of 3 letters or more"),
        (("list", "--after", "x"), "--after"),
        (("list", "--tier", "T9"), "--tier is 'T9'"),
        (("list", "--stage", "moon"), "--stage is 'moon'"),
        (("list", "--state", "\x1b[2J"), "--state is"),
        (("verify", "--expect", "banana"), "SEQ:HASH"),
    ],
)
def test_wrong_use_is_one_line_and_changes_nothing(
    registered: Catalog, words: tuple[str, ...], says: str
) -> None:
    before = registered.state()

    said = registered("catalog", *words)

    assert said.code == 2
    assert says in said.line
    assert said.line.isprintable()
    assert registered.state() == before


def test_only_who_answers_for_it_or_the_platform_acts(registered: Catalog) -> None:
    before = registered.state()

    for words in (("move", NAME, "staging"), ("transfer", NAME, "--to", EVE)):
        said = registered("catalog", *words, actor=EVE)
        assert said.code == 2
        assert f"{EVE} neither answers for {NAME} nor keeps the platform" in said.line

    assert registered.state() == before


def test_an_app_is_handed_over_and_its_history_tells(registered: Catalog) -> None:
    said = registered(
        "catalog", "transfer", NAME, "--to", EVE, "--name", "Eve Example", "--team", "Finance"
    )

    history = registered("catalog", "history", NAME, "--json").data["entries"]
    assert "belongs to eve@acme.example now" in said.out
    assert [entry["action"] for entry in history] == ["handed over", "registered"]
    assert history[0]["actor"] == ANN


def test_an_inventory_finds_orphans_and_one_bad_list_flips_nothing(catalog: Catalog) -> None:
    many(catalog, 40)
    catalog("review", "reviewers", "--add", PAT, "--role", "platform")
    here = catalog.file.parent / "people.txt"
    here.write_text("nobody@acme.example\n", "utf-8")
    before = catalog.state()

    refused = catalog("catalog", "owners", str(here))
    state = catalog.state()
    one = catalog("catalog", "owners", str(here), "--only", "app-001x")

    assert refused.code == 2
    assert "40 of 40 apps would be orphaned: more than 5 %" in refused.line
    assert state == before
    assert one.out.startswith("nobody answers for: 1\n  app-001x\n")


@pytest.mark.parametrize("content", [b"", b"no addresses here\n", b"\xff\xfe\x00"])
def test_a_list_of_nobody_is_one_line(catalog: Catalog, content: bytes) -> None:
    file = catalog.file.parent / "people.txt"
    file.write_bytes(content)

    said = catalog("catalog", "owners", str(file))

    assert said.code == 2
    assert said.line


def test_a_ledger_that_somebody_changed_is_told(registered: Catalog) -> None:
    head = registered("catalog", "verify", "--json").data["head"]
    with closing(sqlite3.connect(registered.file)) as connection:
        connection.execute("UPDATE apps SET owner = 'eve@acme.example'")
        connection.commit()

    said = registered("catalog", "verify")

    assert said.code == 1
    assert said.out.startswith("The catalog does not hold together:")
    assert NAME in said.out
    assert registered("catalog", "verify", "--expect", head).code == 1


def test_an_upgrade_of_what_is_up_to_date_says_so(registered: Catalog) -> None:
    before = registered.state()

    assert "is up to date" in registered("catalog", "upgrade").out
    assert registered.state() == before


def test_texts_of_others_move_no_cursor(registered: Catalog) -> None:
    with closing(sqlite3.connect(registered.file)) as connection:
        connection.execute("UPDATE apps SET title = ?, team = ?", ("a\x1b[2J", "b\x9b31m\u202e"))
        connection.commit()

    for words in (("show", NAME), ("list",), ("history",), ("search", "leave"), ("export", NAME)):
        said = registered("catalog", *words)
        assert said.code == 0
        assert not {"\x1b", "\x9b"} & set(said.out)


def test_an_owner_without_a_name_or_a_team_is_shown_plainly(registered: Catalog) -> None:
    registered("catalog", "transfer", NAME, "--to", "cy@acme.example")

    lines = registered("catalog", "show", NAME).out.splitlines()

    assert "owner       cy@acme.example" in lines
