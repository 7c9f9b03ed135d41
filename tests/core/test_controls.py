"""Controls in which a higher tier or a worse answer would loosen anything do not load."""

from typing import Any

import pytest

from microapp_cli.adapters.policy_files import Policies
from microapp_cli.core.controls import Controls, check_together, required
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import assess

MILD = {
    "data": "internal",
    "audience": "company",
    "actions": "own_data",
    "ai_and_egress": "none",
    "outage": "annoying",
}


def controls(**definition: Any) -> dict[str, Any]:
    """Controls of a single control, auth.ttl."""
    return {
        "kind": "Controls",
        "version": "1",
        "layers": {"title": "Layers", "strict": "union", "tiers": {"T0": ["base"]}},
        "headlines": ["auth.ttl"],
        "controls": {"auth": {"ttl": {"title": "Lifetime", **definition}}},
    }


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ({"strict": "lower"}, "auth.ttl has no value"),
        ({"strict": "loose", "tiers": {"T0": 1}}, "strict must be one of lower, higher"),
        ({"strict": "lower", "tiers": {"T0": 1, "T1": 2}}, "T1 (2) is milder than T0 (1)"),
        ({"strict": "higher", "tiers": {"T0": 2, "T3": 1}}, "T3 (1) is milder than T0 (2)"),
        ({"strict": "lower", "tiers": {"T0": "low"}}, "must be a number, not low"),
        ({"strict": "lower", "tiers": {"T0": True}}, "must be a number, not true"),
        ({"strict": "lower", "tiers": {"T0": None}}, "must be a number, a word"),
        ({"strict": "lower", "tiers": {"T0": float("nan")}}, "must be a real value"),
        ({"strict": "lower", "tiers": {"T0": {}}}, "must be a number, a word"),
        ({"strict": "ranked", "tiers": {"T0": "a"}}, "needs an order"),
        ({"strict": "ranked", "order": ["a"], "tiers": {"T0": "b"}}, "b is not one of a"),
        ({"strict": "ranked", "order": [0, 1], "tiers": {"T0": True}}, "true is not one of 0, 1"),
        ({"strict": "union", "tiers": {"T0": "lint"}}, "must be a list, not lint"),
        ({"strict": "union", "tiers": {"T0": ["a", "a"]}}, "a stands there twice"),
        (
            {"strict": "intersect", "tiers": {"T0": ["a"], "T1": ["a", "b"]}},
            "T1 ([a, b]) is milder than T0 ([a])",
        ),
        ({"strict": "lower", "tiers": [1]}, "tiers must be a mapping"),
        ({"strict": "lower", "why": "so", "tiers": {"T0": 1}}, "why is not known here"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(definition: dict[str, Any], said: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        Controls.parse(controls(**definition))

    assert said in str(refused.value)
    assert str(refused.value).startswith("controls.yaml: auth.ttl")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("causes", "said"),
    [
        ({"answers": {"mood": {"good": 1}}}, "answers.mood.good does not exist"),
        (
            {"answers": {"data": {"secret": 1}}},
            "answers.data.secret does not exist. Known are: pub",
        ),
        ({"escalations": {"E99": 1}}, "escalations.E99 does not exist. Known are: E1"),
        ({"blueprints": {"mystery": 1}}, "blueprints.mystery does not exist"),
        ({"tiers": {"T4": 1}}, "tiers.T4 does not exist"),
        (
            {"answers": {"data": {"personal": 5}}},
            "answers.data.unknown is milder than personal (5)",
        ),
        (
            {"answers": {"data": {"personal": 5, "unknown": 9, "regulated": 1}}},
            "answers.data.unknown is milder than personal (5)",
        ),
    ],
)
def test_a_value_hangs_on_something_that_exists_and_worse_answers_tighten(
    causes: dict[str, Any], said: str, policies: Policies
) -> None:
    loaded = Controls.parse(controls(strict="lower", **causes))

    with pytest.raises(BadPolicy) as refused:
        check_together(policies.questionnaire, loaded)

    assert said in str(refused.value)


def test_without_a_policy_layer_nothing_loads() -> None:
    data = controls(strict="lower", tiers={"T0": 1})
    data["layers"]["tiers"] = {"T1": ["base"]}

    with pytest.raises(BadPolicy, match="nothing would be judged"):
        Controls.parse(data)


def test_the_strictest_of_all_values_holds_and_the_largest_grant(policies: Policies) -> None:
    protection = Controls.parse(
        controls(
            strict="lower",
            tiers={"T1": 9},
            answers={"audience": {"company": 7}, "outage": {"annoying": 5}},
        )
    )
    grant = Controls.parse(
        controls(strict="grant", tiers={"T1": 9}, answers={"audience": {"company": 11}})
    )
    assessment = assess(policies.questionnaire, MILD)

    assert [required(c, assessment).items[0].value for c in (protection, grant)] == [5, 11]


def test_the_mildest_answer_that_reaches_the_tier_is_named(policies: Policies) -> None:
    answers = {**MILD, "data": "personal", "audience": "company"}

    control = required(policies.controls, assess(policies.questionnaire, answers)).get(
        "environments.staging_required"
    )

    assert control is not None
    assert control.because == "you said “A department or the whole company”"


def test_the_manifest_holds_plain_values_each_with_its_cause(policies: Policies) -> None:
    controls = required(policies.controls, assess(policies.questionnaire, MILD, "crud"))

    manifest = controls.as_manifest()

    assert manifest["quotas"]["rpm_app"] == {
        "value": 300,
        "because": "you said “A department or the whole company”",
    }
    assert manifest["environments"]["flow"]["value"] == ["dev", "staging", "prod"]
    assert manifest["retention"]["deleted_days"]["value"] == 30


def test_the_policy_layers_follow_from_the_answers(policies: Policies) -> None:
    answers = {**MILD, "data": "personal", "ai_and_egress": "private_ai"}

    controls = required(policies.controls, assess(policies.questionnaire, answers, "webhook-relay"))

    assert {"base", "pii", "llm", "webhook"} <= set(controls.policies)


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("auth.service_token_ttl_s", "Seconds a service token lives: 1800"),
        ("identity.backup_owner", "A second person can stand in for the owner"),
        ("auth.group_claim_required", "Only members of the named groups get in"),
        (
            "models.allowed",
            "AI models the app may use without asking: none, private, external default",
        ),
        ("pii.store_pii", "Whether the app may keep personal data: no"),
    ],
)
def test_a_control_reads_like_a_sentence(id: str, words: str, policies: Policies) -> None:
    control = required(policies.controls, assess(policies.questionnaire, MILD)).get(id)

    assert control is not None
    assert control.words == words
