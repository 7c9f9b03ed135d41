"""Every change of a contract is found, rightly judged, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract.changes import diff
from microapp_cli.core.contract.comparison.moves import Change, Level
from microapp_cli.core.contract.document import Contract
from tests.core.contract.edits import edited, found
from tests.core.contract.mutants import BREAKING, DOCUMENTATION, NON_BREAKING, Mutant
from tests.yaml_text import parsed

ORDERS: dict[str, Any] = parsed(Path(__file__).with_name("orders.yaml").read_text("utf-8"))
LABELLED = [
    *((mutant, Level.BREAKING) for mutant in BREAKING),
    *((mutant, Level.NON_BREAKING) for mutant in NON_BREAKING),
    *((mutant, Level.DOCUMENTATION) for mutant in DOCUMENTATION),
]


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[Change, ...]:
    return diff(Contract.parse(old), Contract.parse(new))


def breaking(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    return [change for change in changes(old, new) if change.level is Level.BREAKING]


@pytest.mark.parametrize(
    ("mutant", "level"), LABELLED, ids=[mutant.label for mutant, _ in LABELLED]
)
def test_the_change_is_found_and_rightly_judged(mutant: Mutant, level: Level) -> None:
    seen = changes(ORDERS, edited(ORDERS, *mutant.edits))

    as_labelled = {(one.rule, one.effect, one.direction, one.pointer, one.level) for one in seen}
    assert (*mutant[2:], level) in as_labelled


@pytest.mark.parametrize("mutant", BREAKING, ids=lambda mutant: mutant.label)
def test_what_breaks_says_whom_and_how_to_avoid_it(mutant: Mutant) -> None:
    for change in breaking(ORDERS, edited(ORDERS, *mutant.edits)):
        assert change.breaks
        assert change.avoid


@pytest.mark.parametrize("mutant", [*NON_BREAKING, *DOCUMENTATION], ids=lambda mutant: mutant.label)
def test_what_breaks_nobody_raises_no_alarm(mutant: Mutant) -> None:
    assert breaking(ORDERS, edited(ORDERS, *mutant.edits)) == []


@pytest.mark.parametrize("mutant", DOCUMENTATION, ids=lambda mutant: mutant.label)
def test_words_are_documentation_and_nothing_else(mutant: Mutant) -> None:
    seen = changes(ORDERS, edited(ORDERS, *mutant.edits))

    assert {change.level for change in seen} == {Level.DOCUMENTATION}


@pytest.mark.parametrize("mutant", [one for one, _ in LABELLED], ids=lambda mutant: mutant.label)
def test_each_pointer_leads_to_something(mutant: Mutant) -> None:
    new = edited(ORDERS, *mutant.edits)

    for change in changes(ORDERS, new):
        place = _standing(ORDERS if change.document == "old" else new, change.pointer)
        assert place, change.pointer


def _standing(document: dict[str, Any], pointer: str) -> bool:
    try:
        found(document, pointer)
    except (KeyError, IndexError):
        return False
    return True


def test_there_are_enough_labelled_mutants() -> None:
    assert len(BREAKING) >= 25
    assert len(LABELLED) >= 40
    assert len({mutant.label for mutant, _ in LABELLED}) == len(LABELLED)


def test_a_change_in_a_shared_schema_is_told_once_with_all_its_operations() -> None:
    path = "/components/schemas/Order/allOf/1/properties/label"
    new = edited(ORDERS, *next(m.edits for m in BREAKING if m.pointer == path))

    (change,) = breaking(ORDERS, new)

    assert change.operations == ("GET /v1/orders", "POST /v1/orders", "GET /v1/orders/{id}")


def test_breaking_changes_come_first() -> None:
    new = edited(ORDERS, *DOCUMENTATION[0].edits, *NON_BREAKING[0].edits, *BREAKING[0].edits)

    levels = [change.level for change in changes(ORDERS, new)]

    assert levels == sorted(levels, key=list(Level).index)
