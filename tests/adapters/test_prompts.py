"""The conversation, held over a real prompt_toolkit input: keys in, answers out."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from microapp_cli.adapters.policy_files import Policies, load_policies
from microapp_cli.adapters.prompts import ask
from microapp_cli.core.answers import parse_answers
from microapp_cli.core.errors import Cancelled, WrongAnswers

POLICIES = Path(__file__).parents[2] / "policies"
OFFERS = {"blueprints": ("crud",), "runtimes": ("container",), "cis": ("github", "gitlab")}

ENTER, CTRL_C, CTRL_U, UP, DOWN = "\r", "\x03", "\x15", "\x1b[A", "\x1b[B"
YES, CHANGE, SHOW, STOP = (DOWN * step + ENTER for step in range(4))

PEOPLE = {
    "owner": {"name": "Ann", "email": "ann@acme.example", "team": "HR"},
    "backup_owner": {"name": "Bob", "email": "bob@acme.example", "team": "HR"},
}
MILD = {
    "data": "internal",
    "audience": "me_team",
    "actions": "own_data",
    "ai_and_egress": "none",
    "outage": "annoying",
}
GIVEN: dict[str, Any] = {
    **PEOPLE,
    "name": "leave-helper",
    "title": "Leave helper",
    "purpose": "Shows who is away, and until when, for the team.",
    "blueprint": "crud",
    "runtime": "container",
    "ci": "github",
    "answers": MILD,
}

Talk = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies(POLICIES)


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


@pytest.fixture
def talk(keys: PipeInput, policies: Policies) -> Talk:
    """Types all the keys, then holds the conversation."""

    def hold(typed: str, given: Mapping[str, Any] | None = None, **offers: Any) -> dict[str, Any]:
        keys.send_text(typed)
        keys.close()  # a question too many then stops, in the place of waiting for ever
        return ask(policies, given or {}, **{**OFFERS, **offers})

    return hold


def without(*fields: str, **changed: str) -> dict[str, Any]:
    """What is given, less some fields, and with some of the five answers changed."""
    left = {field: value for field, value in GIVEN.items() if field not in fields}
    answers = {key: value for key, value in {**MILD, **changed}.items() if key not in fields}
    return {**left, "answers": answers}


def test_a_person_who_answers_everything_has_a_complete_answers_file(
    talk: Talk, policies: Policies
) -> None:
    who = f"Ann{ENTER}ann@acme.example{ENTER}HR{ENTER}"
    what = f"leave-helper{ENTER}{ENTER}"
    why = f"Shows who is away, and until when, for the team.{ENTER}"
    five = (DOWN + ENTER) * 2 + ENTER * 3
    made_of = ENTER + DOWN + ENTER
    backup = f"Bob{ENTER}bob@acme.example{ENTER}HR{ENTER}"

    raw = talk(who + what + why + five + made_of + backup + YES)

    answers = parse_answers(raw, policies.questionnaire, controls=policies.controls, **OFFERS)
    assert answers.title == "Leave helper"
    assert answers.owner.email == "ann@acme.example"
    assert answers.backup_owner is not None
    assert answers.ci == "gitlab"
    assert answers.answers == {
        "data": "internal",
        "audience": "company",
        "actions": "read_only",
        "ai_and_egress": "none",
        "outage": "shrug",
    }


def test_what_is_given_and_right_is_not_asked_again(talk: Talk) -> None:
    raw = talk(YES, GIVEN)

    assert raw == GIVEN


@pytest.mark.parametrize("field", ["name", "title", "purpose"])
def test_what_is_given_and_wrong_is_said_and_asked_again(
    field: str, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = talk(CTRL_U + str(GIVEN[field]) + ENTER + YES, {**GIVEN, field: "x" * 400})

    assert raw == GIVEN
    assert f"{field}: " in capsys.readouterr().out


def test_a_wrong_choice_that_is_given_is_said_and_asked_again(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = talk(ENTER + YES, without(data="top\nsecret"))

    assert raw["answers"]["data"] == "public"
    assert "answers.data: 'top\\nsecret' is not a choice." in capsys.readouterr().out


def test_a_text_that_does_not_pass_is_not_taken(talk: Talk) -> None:
    typed = f"Leave Helper{ENTER}{CTRL_U}leave-helper{ENTER}"

    raw = talk(typed + YES, without("name"))

    assert raw["name"] == "leave-helper"


def test_the_consequence_of_an_answer_is_shown_at_once(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(DOWN * 2 + ENTER + ENTER + YES, without("data", "outage"))

    text = capsys.readouterr().out
    shown = text.index("T2 sensitive.")
    because = text.index("because you said “Personal or customer data")
    control = text.index("People sign in with a second factor")
    assert shown < because < control < text.index("5 of 5.")


def test_not_knowing_says_that_only_production_waits(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = talk(DOWN * 4 + ENTER + YES, without("outage"))

    text = capsys.readouterr().out
    assert raw["answers"]["outage"] == "unknown"
    assert "You can build and test without knowing. Production waits until you do." in text
    assert "15-minute talk" in text


def test_nobody_has_to_stand_in_where_the_tier_does_not_ask_for_it(talk: Talk) -> None:
    raw = talk(YES, without("backup_owner"))

    assert raw["backup_owner"] is None


def test_the_owner_cannot_stand_in_for_the_owner(talk: Talk) -> None:
    own = f"Bob{ENTER}ANN@acme.example{ENTER}"
    other = f"{CTRL_U}bob@acme.example{ENTER}HR{ENTER}"

    raw = talk(own + other + YES, without("backup_owner", audience="company"))

    assert raw["backup_owner"] == PEOPLE["backup_owner"]


def test_one_can_go_back_and_change_an_answer(talk: Talk) -> None:
    second_question = DOWN + ENTER

    raw = talk(CHANGE + second_question + DOWN + ENTER + YES, GIVEN)

    assert raw["answers"] == {**MILD, "audience": "company"}


def test_every_protection_can_be_read_before_confirming(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(SHOW + YES, GIVEN)

    text = capsys.readouterr().out
    assert "Seconds a service token lives: 3600" in text
    assert text.index("What it keeps to") < text.index("What it may use")
    assert "Calls a minute, all callers together: 60" in text


def test_the_summary_says_who_what_why_and_the_promise(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(YES, GIVEN)

    text = capsys.readouterr().out
    assert "Leave helper (leave-helper)" in text
    assert "Shows who is away" in text
    assert "Ann <ann@acme.example>, HR" in text
    assert "T0 personal. Live in minutes, and nobody has to approve it." in text


def test_a_combination_that_is_not_allowed_cannot_be_confirmed(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    denied = {"data": "regulated", "ai_and_egress": "approved_ext", "audience": "company"}
    change_the_data = ENTER + ENTER
    to_public = UP * 3 + ENTER

    raw = talk(change_the_data + to_public + YES, without(**denied))

    text = " ".join(capsys.readouterr().out.split())
    assert raw["answers"]["data"] == "public"
    assert "Change an answer, or ask for the exception regulated-data-to-outside-model." in text


def test_the_blueprint_that_suits_the_answers_is_recommended(talk: Talk) -> None:
    raw = talk(
        ENTER + YES,
        without("blueprint", ai_and_egress="private_ai"),
        blueprints=("crud", "llm-proxy"),
    )

    assert raw["blueprint"] == "llm-proxy"


@pytest.mark.parametrize("steps", range(12))
def test_ctrl_c_stops_at_every_step_with_one_line(steps: int, talk: Talk) -> None:
    texts = ["Ann", "ann@acme.example", "HR", "leave-helper", "", GIVEN["purpose"]]
    typed = "".join(text + ENTER for text in [*texts, *[""] * 6][:steps])

    with pytest.raises(Cancelled, match=r"^Stopped\. Nothing was written\.$"):
        talk(typed + CTRL_C)


def test_stop_stops(talk: Talk) -> None:
    with pytest.raises(Cancelled):
        talk(STOP, GIVEN)


def test_unknown_keys_are_refused_before_the_first_question(talk: Talk) -> None:
    with pytest.raises(WrongAnswers) as refused:
        talk("", {"onwer": {}, "answers": {"q1_data": "public"}, "owner": "Ann"})

    assert refused.value.problems == (
        "onwer is not asked for. Did you mean owner?",
        "owner must be a mapping with name, email, team, not text.",
        "answers.q1_data is not asked for. Did you mean data?",
    )


def test_what_was_given_is_left_as_it_was(talk: Talk) -> None:
    given = without("data")
    before = json.dumps(given)

    talk(ENTER + YES, given)

    assert json.dumps(given) == before
