"""Reviews: enough people, of the right teams, none of whom asked for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from microapp_cli.core.catalog import reviews
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.reviews import Review
from microapp_cli.core.errors import CatalogError
from tests.catalogs import ANN, BOB, EVE, PAT, SAM, TODAY, app, check, control_values

LATER = TODAY + timedelta(days=30)


def ask(found: App, *known: Review, stage: str = "production", **given: Any) -> Review:
    """A review that Ann asked for."""
    given = {"by": ANN, "today": TODAY, **given}
    return replace(
        reviews.request(found, control_values(found.tier), known, stage=stage, **given), id=7
    )


def say(review: Review, found: App, by: str, *roles: str, approves: bool = True) -> Review:
    """The review after one more person said yes or no."""
    given: dict[str, Any] = {"by": by, "roles": roles, "approves": approves, "today": TODAY}
    return reviews.decide(review, found, note="" if approves else "no", **given)


@pytest.mark.parametrize(
    ("tier", "because"), [("T0", "nobody is asked"), ("T1", "the owner's word is enough")]
)
def test_mild_tiers_wait_for_nobody(tier: str, because: str) -> None:
    asked = ask(app(tier=tier))

    assert (asked.state, asked.automatic) == ("approved", because)


def test_t2_waits_for_one_person_of_the_platform() -> None:
    found = app(tier="T2")

    asked = ask(found)
    done = say(asked, found, PAT, "platform")

    assert (asked.state, done.state) == ("open", "approved")


def test_t3_waits_for_the_platform_and_for_security() -> None:
    found = app(tier="T3")

    half = say(ask(found), found, PAT, "platform")
    done = say(half, found, SAM, "security")

    assert (half.state, done.state) == ("open", "approved")


def test_two_of_the_same_team_are_not_two_teams() -> None:
    found = app(tier="T3")

    both = say(say(ask(found), found, PAT, "platform"), found, EVE, "platform")

    assert both.state == "open"


def test_one_person_with_two_hats_counts_once() -> None:
    found = app(tier="T3")

    half = say(ask(found), found, PAT, "platform", "security")
    done = say(half, found, EVE, "platform")

    assert half.state == "open"
    assert done.state == "approved"


@pytest.mark.parametrize("who", [ANN, ANN.upper(), BOB])
def test_who_asks_or_owns_does_not_approve(who: str) -> None:
    found = app(tier="T2")

    with pytest.raises(CatalogError, match="does not decide"):
        say(ask(found), found, who, "platform")


def test_a_reviewer_who_asked_does_not_approve() -> None:
    found = app(tier="T2")

    with pytest.raises(CatalogError, match="does not decide"):
        say(ask(found, by=PAT), found, PAT, "platform")


def test_nobody_approves_twice() -> None:
    found = app(tier="T3")
    half = say(ask(found), found, PAT, "platform", "security")

    with pytest.raises(CatalogError, match="decided already"):
        say(half, found, PAT.title(), "security")


@pytest.mark.parametrize("roles", [(), ("security",)])
def test_only_the_named_teams_approve(roles: tuple[str, ...]) -> None:
    found = app(tier="T2")

    with pytest.raises(CatalogError, match="no reviewer of platform"):
        say(ask(found), found, EVE, *roles)


def test_what_changed_since_is_not_approved() -> None:
    found = app(tier="T2")

    with pytest.raises(CatalogError, match="changed since"):
        say(ask(found), replace(found, content="f" * 64), PAT, "platform")


def test_one_no_is_a_no() -> None:
    found = app(tier="T3")

    refused = say(ask(found), found, SAM, "security", approves=False)

    assert refused.state == "rejected"
    with pytest.raises(CatalogError, match="is rejected"):
        say(refused, found, PAT, "platform")


def test_a_no_without_a_reason_helps_nobody() -> None:
    found = app(tier="T2")

    with pytest.raises(CatalogError, match="what has to change"):
        reviews.decide(
            *(ask(found), found),
            by=PAT,
            roles=["platform"],
            approves=False,
            note=" ",
            today=TODAY,
        )


def looked_at(found: App) -> Review:
    """A review of T2 that Pat approved."""
    return say(ask(found), found, PAT, "platform")


def test_business_logic_of_t2_approves_itself() -> None:
    found = app(tier="T2")

    asked = ask(replace(found, content="f" * 64), looked_at(found), today=LATER)

    assert asked.state == "approved"
    assert asked.automatic == f"only business logic changed since {TODAY}"


@pytest.mark.parametrize(
    "changes",
    [
        {"outside": "f" * 64},
        {"tier": "T2", "outside": ""},
        {"check": check(not_held=["auth.mfa"])},
    ],
)
def test_any_other_change_of_t2_is_looked_at(changes: dict[str, Any]) -> None:
    found = app(tier="T2")

    asked = ask(replace(found, content="f" * 64, **changes), looked_at(found), today=LATER)

    assert asked.state == "open"


def test_after_ninety_days_somebody_looks_again() -> None:
    found = app(tier="T2")
    known = looked_at(found)

    last = ask(found, known, today=TODAY + timedelta(days=89))
    over = ask(found, known, today=TODAY + timedelta(days=90))

    assert (last.state, over.state) == ("approved", "open")


def test_what_approved_itself_vouches_for_nothing_further() -> None:
    found = app(tier="T2")
    own = ask(replace(found, content="e" * 64), looked_at(found), today=LATER)

    asked = ask(replace(found, content="f" * 64), own, today=LATER)

    assert asked.state == "open"


def test_an_answer_that_raised_the_tier_is_looked_at() -> None:
    mild = looked_at(app(tier="T2"))

    assert ask(app(tier="T3"), mild).state == "open"


def test_t3_never_approves_itself() -> None:
    found = app(tier="T3")
    known = say(say(ask(found), found, PAT, "platform"), found, SAM, "security")

    assert ask(found, known).state == "open"


def test_a_condition_that_nobody_knows_never_holds() -> None:
    found = app(tier="T2")
    controls = control_values("T2")
    controls["review"]["auto_approve_if"] = ["moon_is_full"]

    why = reviews.why_automatic(
        found, controls, [looked_at(found)], stage="production", today=TODAY
    )

    assert why == ""


def test_a_red_check_is_not_reviewed() -> None:
    with pytest.raises(CatalogError, match="no green check"):
        ask(app(tier="T2", check=check(errors=1)))


def test_controls_that_do_not_say_how_are_no_free_pass() -> None:
    with pytest.raises(CatalogError, match="does not say how"):
        reviews.request(app(), {}, (), stage="production", by=ANN, today=TODAY)
