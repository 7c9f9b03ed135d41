"""What may be entered in the catalog, and by whom."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.core.catalog.entry import entered, merged
from microapp_cli.core.errors import CatalogError, MicroappError, NotReady
from tests.catalogs import ANN, BOB, EVE, TODAY, app, control_values, manifest, report, taken

OWNER = {"name": "Ann Example", "email": ANN, "team": "People"}


def enter(**changes: Any) -> Any:
    """The app of a manifest with these changes."""
    found = taken(manifest(**changes))
    return entered(found.snapshot, report(found), today=TODAY)[0]


def test_a_repository_is_entered_as_it_states_itself() -> None:
    found = enter()

    assert (found.name, found.owner, found.backup, found.tier) == ("leave-helper", ANN, BOB, "T1")
    assert (found.blueprint, found.blueprint_version) == ("crud", "1.0.0")
    assert found.check["errors"] == 0


@pytest.mark.parametrize("claimed", ["staging", "review", "production", "retired", "banana", 7])
def test_no_repository_says_how_far_it_is(claimed: Any) -> None:
    lifecycle = {"stage": claimed, "created": "2026-11-23", "expires": "2027-11-23"}

    assert enter(lifecycle=lifecycle).stage == "development"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"owner": None}, "owner.email is missing"),
        ({"owner": {**OWNER, "email": " "}}, "owner.email is missing"),
        ({"owner": {**OWNER, "email": "ann"}}, "is no e-mail address"),
        ({"purpose": ""}, "purpose is missing"),
        ({"purpose": "a\x1b[2Jb"}, "invisible character"),
        ({"tier": "T9"}, "It is one of T0, T1, T2, T3"),
        ({"tier": None}, "tier None is not known"),
        ({"name": "Leave Helper"}, "is no name"),
        ({"name": "l\u0435ave-helper"}, "is no name"),
        ({"name": ["x"]}, "name is missing"),
    ],
)
def test_what_cannot_be_entered_says_why(changes: dict[str, Any], says: str) -> None:
    told = {**manifest(), **changes}
    found = taken(told)

    with pytest.raises(CatalogError) as refused:
        entered(found.snapshot, report(found), today=TODAY)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_red_check_is_refused_as_a_finding() -> None:
    found = taken()

    with pytest.raises(NotReady, match="finds 2 errors") as refused:
        entered(found.snapshot, report(found, errors=2), today=TODAY)

    assert refused.value.exit_code == 1


def test_a_report_about_other_files_is_refused() -> None:
    found = taken()

    with pytest.raises(CatalogError, match="changed while it was judged"):
        entered(found.snapshot, report(taken(logic="other")), today=TODAY)


def merge(known: Any, new: Any, **given: Any) -> Any:
    """What comes of both."""
    return merged(known, new, control_values(new.tier), today=TODAY, **given)


def test_the_name_of_somebody_else_is_refused() -> None:
    with pytest.raises(MicroappError, match=f"belongs to {ANN}.*names {EVE}"):
        merge(app(), app(owner=EVE))


def test_another_repository_of_the_same_owner_is_refused_unless_it_moved() -> None:
    other = app(repository="https://git.acme.example/people/copy")

    with pytest.raises(CatalogError, match="--moved"):
        merge(app(), other)

    assert merge(app(), other, moved=True).repository == other.repository


def test_registering_never_moves_an_app() -> None:
    known = app(stage="staging", reassess="changed", reassess_by="2026-12-01", retire_on="x")

    after = merge(known, app(stage="production", reassess=""))

    kept = ("stage", "reassess", "reassess_by", "retire_on", "verified")
    assert [getattr(after, name) for name in kept] == [getattr(known, name) for name in kept]


def test_answers_that_stay_keep_their_date() -> None:
    known = app(answered="2026-06-01")

    same = merge(known, app())
    other = merge(known, app(answers={"data": "public"}))

    assert (same.answered, other.answered) == ("2026-06-01", TODAY.isoformat())


def test_the_name_of_a_retired_app_stays_taken() -> None:
    with pytest.raises(CatalogError, match="is retired since"):
        merge(app(stage="retired"), app())
