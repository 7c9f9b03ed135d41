"""`microapp usage`: taken in once and whole, and shown to the cent."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import Any

import pytest

from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog, Said
from tests.commands.checked_apps import *  # noqa: F403


def event(number: int, **changes: Any) -> str:
    told = {
        "id": f"e-{number}",
        "at": f"2026-11-{1 + number % 20:02d}T10:00:00Z",
        "app": NAME,
        "model": "acme/small",
        "requests": 2,
        "cost_usd": "0.25",
    }
    return json.dumps({**told, **changes})


def take(catalog: Catalog, *lines: str, words: tuple[str, ...] = ()) -> Said:
    file = catalog.file.parent / "usage.jsonl"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    return catalog("usage", "import", str(file), *words)


@pytest.fixture
def used(registered: Catalog) -> Catalog:
    """A catalog in which the app has used something."""
    assert take(registered, *map(event, range(40))).code == 0
    return registered


def test_events_are_taken_in_once(registered: Catalog) -> None:
    first = take(registered, *map(event, range(40)))
    again = take(registered, *map(event, range(41)))

    assert first.out == "40 new events ($10.00), 0 known before.\n"
    assert again.out == "1 new events ($0.25), 40 known before.\n"
    assert registered("catalog", "verify", "--usage").code == 0


def test_what_is_shown_is_what_came_in(used: Catalog) -> None:
    shown = used("usage", "show", NAME, "--json").data
    top = used("usage", "top", "--json").data
    expected = used("usage", "forecast", NAME, "--json").data

    assert [(part["model"], part["requests"]) for part in shown["models"]] == [("acme/small", 80)]
    assert [(one["app"], one["cost_micros"]) for one in top["entries"]] == [(NAME, 10_000_000)]
    assert expected["spent_micros"] == 10_000_000
    assert "$10.00" in used("usage", "show", NAME).out


def test_the_charges_add_up_as_csv(used: Catalog) -> None:
    text = used("usage", "export", "-o", "-").out

    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 20
    assert sum(float(row["BilledCost"]) for row in rows) == 10


def test_events_of_unknown_apps_are_named_and_left_out(registered: Catalog) -> None:
    said = take(registered, event(1), event(2, app="other-app"))

    assert said.code == 1
    assert "1 events of 1 apps that are not in the catalog were left out: other-app" in said.out


BAD_LINES = {
    "no JSON": "{",
    "no object": "[]",
    "deep": "[" * 5000,
    "an unknown key": event(1, color="red"),
    "a look-alike app": event(1, app="l\u0435ave-helper"),
    "a path": event(1, app="../leave-helper"),
    "no amount": event(1, cost_usd="free"),
    "less than nothing": event(1, cost_usd=-1),
    "not a number": '{"id": "x", "at": "2026-11-01T00:00:00Z", "app": "a", "cost_usd": NaN}',
    "tomorrow": event(1, at="2027-11-23T00:00:00Z"),
    "no zone": event(1, at="2026-11-01T00:00:00"),
    "a control character": event(1, model="a\x1b[2J"),
    "no UTF-8": "\udcff\udcfe",
    "too long": event(1, model="x" * 20_000),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_one_bad_line_is_named_and_takes_all_others_back(registered: Catalog, name: str) -> None:
    before = registered.state()

    said = take(registered, event(7), BAD_LINES[name])

    assert said.code == 2
    assert said.line.startswith("Line 2: ")
    assert said.line.endswith("Nothing was imported.")
    assert said.line.isprintable()
    assert registered.state() == before
    assert registered("usage", "show", NAME, "--json").data["models"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "nowhere.jsonl"), "nowhere.jsonl"),
        (("import", "."), "."),
        (("show", NAME, "--month", "2026-13"), "is no month"),
        (("top", "--month", "banana"), "is no month"),
        (("top", "--after", "x"), "--after"),
        (("export", "-o", "no/such/folder.csv"), "no/such/folder.csv"),
        (("forecast", "other-app"), "is not in the catalog"),
    ],
)
def test_wrong_use_is_one_line(registered: Catalog, words: tuple[str, ...], says: str) -> None:
    said = registered("usage", *words)

    assert said.code == 2
    assert says in said.line


@pytest.mark.parametrize("source", ["", "A b", "../x", "x" * 64, "\x1b[2J"])
def test_a_source_is_a_plain_name(registered: Catalog, source: str) -> None:
    said = take(registered, event(1), words=("--source", source))

    assert said.code == 2
    assert "is no name. Write it as gateway-eu." in said.line
    assert said.line.isprintable()


def test_standard_input_may_hold_anything(
    registered: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(event(1).encode() + b"\n\xff\n"), "utf-8")
    monkeypatch.setattr(sys, "stdin", given)

    said = registered("usage", "import", "-")

    assert said.code == 2
    assert said.line.startswith("Line 2: ")
