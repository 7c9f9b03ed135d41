"""`microapp review`: whoever asks never approves, and each refusal is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogs import ANN, BOB, EVE, PAT, SAM, manifest, open_at, register, taken
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403

T3 = "strict-app"


@pytest.fixture
def reviewed(registered: Catalog) -> Catalog:
    """A catalog with an app of T1, one of T3, and a reviewer of each kind."""
    store = open_at(f"sqlite:///{registered.file}")
    register(store, taken(manifest(T3, "T3"), repository=""))
    for email, role, by in ((PAT, "platform", ANN), (SAM, "security", PAT)):
        words = ("review", "reviewers", "--add", email, "--role", role)
        assert registered(*words, actor=by).code == 0
    return registered


def test_an_app_with_standard_answers_approves_itself_on_evidence(reviewed: Catalog) -> None:
    said = reviewed("review", "request", NAME)

    history = reviewed("catalog", "history", NAME, "--json").data["entries"]
    assert said.code == 0
    assert said.out.startswith(f"{NAME} for production approved itself: ")
    assert history[0]["action"] == "approved itself"


def test_two_people_of_two_teams_approve_what_is_strict(reviewed: Catalog) -> None:
    asked = reviewed("review", "request", T3, "--for", "staging")
    waiting = reviewed("review", "list", "--json").data["entries"]
    first = reviewed("review", "approve", T3, actor=PAT)
    second = reviewed("review", "approve", T3, actor=SAM)

    assert asked.out.startswith(f"{T3} for staging waits for review: ")
    assert [(one["app"], one["stage"]) for one in waiting] == [(T3, "staging")]
    assert "waits for review" in first.out
    assert second.out == f"{T3} for staging is approved.\n"
    assert reviewed("review", "list").out == "No review.\n"


def test_a_rejection_says_what_has_to_change(reviewed: Catalog) -> None:
    reviewed("review", "request", T3, "--for", "staging")

    silent = reviewed("review", "reject", T3, actor=PAT)
    said = reviewed("review", "reject", T3, "--because", "Who is on call?", actor=PAT)

    assert silent.code == 2
    assert "--because" in silent.line
    assert said.out == f"{T3} for staging is rejected: Who is on call?\n"
    assert reviewed("review", "approve", T3, actor=PAT).code == 2


def test_whoever_asks_is_told_that_what_lies_here_is_not_what_is_registered(
    reviewed: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".microapp").mkdir()
    (tmp_path / ".microapp" / "lock.json").write_text("{}")
    monkeypatch.chdir(tmp_path)

    told = []
    for name in (T3, NAME):
        (tmp_path / "microapp.yaml").write_text(f"name: {name}\n")
        told.append(reviewed("review", "request", T3, "--for", "staging"))

    assert [said.code for said in told] == [0, 0]
    assert "is not what is registered" in told[0].err
    assert told[1].err == ""


@pytest.mark.parametrize("actor", [ANN, "Ann@ACME.example", "ann+2@acme.example"])
def test_whoever_asks_never_approves_in_any_spelling(reviewed: Catalog, actor: str) -> None:
    reviewed("review", "reviewers", "--add", actor, "--role", "platform", actor=PAT)
    reviewed("review", "request", T3, "--for", "staging")
    before = reviewed.state()

    said = reviewed("review", "approve", T3, actor=actor)

    assert said.code == 2
    assert said.line
    assert reviewed.state() == before


@pytest.mark.parametrize(
    ("words", "actor", "says"),
    [
        (("request", NAME), EVE, "neither answers for"),
        (("request", NAME, "--for", "moon"), ANN, "--for is 'moon'"),
        (("request", NAME, "--for", "staging"), ANN, "asks for no review before staging"),
        (("approve", NAME), PAT, "No review"),
        (("approve", T3, "--for", "production"), PAT, "No review"),
        (("reviewers", "--add", EVE), PAT, "--role platform or security"),
        (("reviewers", "--add", EVE, "--role", "king"), PAT, "king"),
        (("reviewers", "--add", "\u0435ve@acme.example", "--role", "platform"), PAT, "e-mail"),
        (("reviewers", "--add", EVE, "--role", "platform"), EVE, "Nobody names themselves"),
        (("reviewers", "--add", "pat+2@acme.example", "--role", "security"), PAT, "themselves"),
        (("reviewers", "--add", PAT, "--role", "security"), PAT, "themselves"),
        (("reviewers", "--remove", BOB, "--role", "platform"), PAT, BOB),
        (("reviewers", "--add", EVE, "--role", "manager"), PAT, "--role manager --team TEAM"),
        (("reviewers", "--add", EVE, "--role", "security", "--team", "A"), PAT, "A manager has"),
        (("reviewers", "--add", EVE, "--role", "manager", "--team", "A\u202e"), PAT, "--team has"),
        (("reviewers", "--add", EVE, "--role", "manager", "--team", "A"), EVE, "themselves"),
        (("list", "--after", "x"), PAT, "--after"),
        (("list", "--state", "banana"), PAT, "banana"),
    ],
)
def test_what_is_refused_is_one_line_and_changes_nothing(
    reviewed: Catalog, words: tuple[str, ...], actor: str, says: str
) -> None:
    before = reviewed.state()

    said = reviewed("review", *words, actor=actor)

    assert said.code == 2
    assert says in said.line
    assert said.line.isprintable()
    assert reviewed.state() == before


def test_a_note_of_others_moves_no_cursor(reviewed: Catalog) -> None:
    reviewed("review", "request", T3, "--for", "staging")

    said = reviewed("review", "reject", T3, "--because", "no\x1b[2J\u202e", actor=PAT)

    shown = reviewed("catalog", "history", T3)
    assert "\x1b" not in said.out + said.err + shown.out
    assert "\u202e" not in said.out + said.err + shown.out


def test_a_clock_set_back_asks_for_nothing(reviewed: Catalog) -> None:
    before = reviewed.state()

    said = reviewed("review", "request", T3, "--for", "staging", days=-2)

    assert said.code == 2
    assert "Set the clock right" in said.line
    assert reviewed.state() == before
