"""A questionnaire in which a worse answer would lower anything does not load."""

import copy
from typing import Any

import pytest

from microapp_cli.adapters.policy_files import Policies
from microapp_cli.core.errors import BadPolicy, WrongAnswers
from microapp_cli.core.questionnaire import Questionnaire, assess, assess_so_far, recommend

MILD = {
    "data": "internal",
    "audience": "me_team",
    "actions": "own_data",
    "ai_and_egress": "none",
    "outage": "annoying",
}
SMALL: dict[str, Any] = {
    "kind": "Questionnaire",
    "version": "1",
    "tiers": {tier: {"name": tier, "promise": "soon"} for tier in ("T0", "T1", "T2", "T3")},
    "facts": {"pii": [False, True], "reach": ["team", "all"]},
    "questions": [
        {
            "id": "data",
            "about": "the data",
            "text": "Which data?",
            "why": "It matters.",
            "choices": [
                {"id": "open", "label": "Open", "tier": "T0", "facts": {}},
                {"id": "unknown", "label": "I don't know", "tier": "T1", "facts": {"pii": True}},
                {"id": "secret", "label": "Secret", "tier": "T2", "facts": {"pii": True}},
            ],
        }
    ],
    "escalations": [{"id": "E1", "when": {"pii": True}, "raise_to": "T2", "because": "so"}],
    "blueprint_floor": {"crud": "T0", "llm-proxy": "T1"},
    "recommendations": [{"blueprint": "crud", "when": {}, "because": "so"}],
}
SMALL_CHOICES = SMALL["questions"][0]["choices"]


def changed(*path: str | int, value: object) -> dict[str, Any]:
    """The small questionnaire with one place put to a value."""
    data = copy.deepcopy(SMALL)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


def test_the_small_questionnaire_loads() -> None:
    assert Questionnaire.parse(SMALL).questions[0].id == "data"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "questionnaire.yaml must be a mapping, not nothing."),
        ([], "questionnaire.yaml must be a mapping, not a list."),
        ({}, "questionnaire.yaml: kind is missing."),
        ({**SMALL, "owner": 1}, "owner is not known here"),
        ({**SMALL, "kind": "Controls"}, "kind must be one of Questionnaire"),
        ({7: 1}, "the key 7 must be text"),
        (changed("questions", value=[]), "questions must be a list with at least one entry"),
        (changed("questions", value=SMALL["questions"] * 2), "data stands there twice"),
        (changed("questions", 0, "id", value="the data"), "must be a word of a-z"),
        (changed("questions", 0, "text", value=" "), "text must be text"),
        (
            changed("questions", 0, "choices", 0, "tier", value="T2"),
            "unknown is T1, lower than open",
        ),
        (
            changed("questions", 0, "choices", 0, "tier", value="T9"),
            "must be one of T0, T1, T2, T3",
        ),
        (changed("questions", 0, "choices", 2, "facts", value={}), "secret has a milder pii"),
        (changed("questions", 0, "choices", value=SMALL_CHOICES[:2]), "must stand last but one"),
        (changed("questions", 0, "choices", value=SMALL_CHOICES[::-1]), "lower than secret (T2)"),
        (changed("questions", 0, "choices", 0, "label", value="x" * 77), "label has 77 characters"),
        (changed("questions", 0, "choices", 0, "facts", value={"pi": 1}), "pi is not a known fact"),
        (changed("questions", 0, "choices", 0, "facts", value={"pii": 0}), "one of false, true"),
        (changed("escalations", 0, "when", value={"reach": "x"}), "must be one of team, all"),
        (changed("facts", "pii", value=[True, True]), "pii must be text"),
        (
            changed("facts", "needs_help", value=[False, True]),
            "needs_help follows from the answers",
        ),
        (changed("tiers", value={"T0": {}}), "tiers: T1 is missing"),
        (changed("blueprint_floor", "crud", value="low"), "crud must be one of T0"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(data: object, said: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        Questionnaire.parse(data)

    assert said in str(refused.value)
    assert str(refused.value).startswith("questionnaire.yaml")
    assert "\n" not in str(refused.value)


def test_a_later_question_never_softens_a_fact() -> None:
    again = {**SMALL["questions"][0], "id": "again"}
    questionnaire = Questionnaire.parse({**SMALL, "questions": [*SMALL["questions"], again]})

    assert assess(questionnaire, {"data": "secret", "again": "open"}).facts["pii"] is True


def test_a_blueprint_raises_the_tier_to_its_floor_and_says_so(policies: Policies) -> None:
    assessment = assess(policies.questionnaire, MILD, "llm-proxy")

    assert assessment.tier == "T1"
    assert assessment.reasons[-1].because == "every llm-proxy app starts at T1"


def test_a_blueprint_without_a_floor_is_refused(policies: Policies) -> None:
    with pytest.raises(BadPolicy, match="blueprint_floor has no tier for mystery"):
        assess(policies.questionnaire, MILD, "mystery")


def test_a_missing_answer_is_no_mild_answer(policies: Policies) -> None:
    with pytest.raises(WrongAnswers, match=r"answers\.outage is missing"):
        assess(policies.questionnaire, {k: v for k, v in MILD.items() if k != "outage"})


@pytest.mark.parametrize("answers", [{"data": "harmless"}, {"mood": "good"}])
def test_an_unknown_answer_or_question_is_refused(
    answers: dict[str, str], policies: Policies
) -> None:
    with pytest.raises(WrongAnswers):
        assess(policies.questionnaire, {**MILD, **answers})


def test_an_answer_that_is_nearly_a_choice_is_told_with_it(policies: Policies) -> None:
    with pytest.raises(WrongAnswers, match=r"'compny' is no choice\. Did you mean company\?"):
        assess(policies.questionnaire, {**MILD, "audience": "compny"})


def test_answers_are_assessed_while_some_are_open(policies: Policies) -> None:
    assert assess_so_far(policies.questionnaire, {}).tier == "T0"
    assert assess_so_far(policies.questionnaire, {"data": "personal"}).tier == "T2"


@pytest.mark.parametrize(
    ("changes", "available", "blueprint"),
    [
        ({}, ("crud", "llm-proxy"), "crud"),
        ({"ai_and_egress": "private_ai"}, ("crud", "llm-proxy"), "llm-proxy"),
        ({"ai_and_egress": "private_ai"}, ("crud",), "crud"),
        ({"actions": "shared_sys"}, ("crud", "data-adapter"), "data-adapter"),
        ({}, ("our-own",), "our-own"),
    ],
)
def test_the_blueprint_that_suits_is_recommended(
    changes: dict[str, str], available: tuple[str, ...], blueprint: str, policies: Policies
) -> None:
    facts = assess(policies.questionnaire, {**MILD, **changes}).facts

    assert recommend(policies.questionnaire, facts, available).blueprint == blueprint
