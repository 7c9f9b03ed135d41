"""Promises that hold for all 3,750 combinations of answers, not for a sample of them."""

from collections import Counter
from collections.abc import Iterator

import pytest

from microapp_cli.adapters.policy_files import Policies
from microapp_cli.core.controls import Control, RequiredControls
from microapp_cli.core.definitions import EVERY_APP
from microapp_cli.core.questionnaire import Assessment

Combination = tuple[str, ...]
Outcomes = dict[Combination, tuple[Assessment, RequiredControls]]

TIERS = ["T0", "T1", "T2", "T3"]
WORST_FIRST = {
    "data": {"regulated": 3, "personal": 2, "unknown": 2},
    "audience": {"internet": 2, "unknown": 2, "partners": 2, "company": 1},
    "actions": {"money_access": 3, "shared_sys": 2, "unknown": 2},
    "ai_and_egress": {"autonomous": 3, "powerful_ext": 2, "unknown": 2, "approved_ext": 1},
    "outage": {"legal_money": 2, "stops_team": 1, "unknown": 1},
}
GRANTS = {
    "lifecycle.expires_days",
    "models.ceiling",
    "network.ingress",
    "pii.store_pii",
    "quotas.burst",
    "quotas.daily_requests",
    "quotas.daily_tokens",
    "quotas.daily_tokens_app",
    "quotas.daily_tokens_user",
    "quotas.embeddings_daily_tokens",
    "quotas.embeddings_daily_tokens_app",
    "quotas.embeddings_daily_tokens_user",
    "quotas.embeddings_monthly_usd",
    "quotas.embeddings_monthly_usd_app",
    "quotas.embeddings_monthly_usd_user",
    "quotas.monthly_usd",
    "quotas.monthly_usd_app",
    "quotas.monthly_usd_user",
    "quotas.rpm_app",
    "quotas.rpm_org",
    "quotas.rpm_user",
    "review.sla_h",
}
# No tier may hold a larger share of all combinations, so that nobody builds a wall by accident.
LARGEST_SHARE = {"T0": 0.01, "T1": 0.05, "T2": 0.30, "T3": 0.70}


def test_there_are_3750_combinations(outcomes: Outcomes) -> None:
    assert len(outcomes) == 5 * 5 * 5 * 6 * 5


def test_the_tier_is_the_worst_answer_or_the_worst_combination(outcomes: Outcomes) -> None:
    for combination, (assessment, _) in outcomes.items():
        assert assessment.tier == tier_by_hand(combination), combination


def test_every_combination_has_all_that_the_mildest_one_has(outcomes: Outcomes) -> None:
    mildest = {control.id for control in next(iter(outcomes.values()))[1].items}

    for combination, (_, controls) in outcomes.items():
        ids = [control.id for control in controls.items]
        assert mildest <= set(ids), combination
        assert len(ids) == len(set(ids)), combination
        assert {"base", "auth", "secrets"} <= set(controls.policies), combination


def test_a_worse_answer_never_lowers_the_tier(policies: Policies, outcomes: Outcomes) -> None:
    for milder, worse in single_steps(policies, outcomes):
        assert TIERS.index(outcomes[worse][0].tier) >= TIERS.index(outcomes[milder][0].tier)


def test_a_worse_answer_never_loosens_a_protection(policies: Policies, outcomes: Outcomes) -> None:
    judge = Judge(policies)

    for milder, worse in single_steps(policies, outcomes):
        after = {control.id: control for control in outcomes[worse][1].items}
        for before in outcomes[milder][1].items:
            loosened = judge.loosened(before, after.get(before.id))
            assert not loosened, f"{before.id}: {milder} -> {worse}"


def test_a_worse_answer_never_drops_a_policy_a_denial_or_an_escalation(
    policies: Policies, outcomes: Outcomes
) -> None:
    for milder, worse in single_steps(policies, outcomes):
        (before, controls_before), (after, controls_after) = outcomes[milder], outcomes[worse]
        assert set(controls_before.policies) <= set(controls_after.policies)
        assert set(before.denied) <= set(after.denied)
        assert {e.id for e in before.escalations} <= {e.id for e in after.escalations}


def test_a_worse_answer_never_states_a_milder_fact(policies: Policies, outcomes: Outcomes) -> None:
    scales = policies.questionnaire.scales

    for milder, worse in single_steps(policies, outcomes):
        before, after = outcomes[milder][0].facts, outcomes[worse][0].facts
        assert all(s.index(after[f]) >= s.index(before[f]) for f, s in scales.items())


def test_every_control_names_a_cause_that_this_combination_has(outcomes: Outcomes) -> None:
    mildest = {c.id: c.value for c in next(iter(outcomes.values()))[1].items}

    for combination, (assessment, controls) in outcomes.items():
        causes = {reason.because for reason in assessment.reasons}
        for control in (*controls.items, controls.layers):
            if control.because == EVERY_APP:
                assert control.value == mildest.get(control.id, control.value), combination
            else:
                assert control.because in causes, (combination, control)


def test_the_answer_that_is_named_would_bring_the_control_alone(
    policies: Policies, outcomes: Outcomes
) -> None:
    judge = Judge(policies)
    sets = {d.id for d in policies.controls.definitions if d.strictness.direction == "union"}
    mildest = next(iter(outcomes))
    alone = {
        (question.id, choice.id): {
            control.id: control
            for control in outcomes[*mildest[:place], choice.id, *mildest[place + 1 :]][1].items
        }
        for place, question in enumerate(policies.questionnaire.questions)
        for choice in question.choices
    }

    for assessment, controls in outcomes.values():
        causes = {r.because: r.id for r in assessment.reasons if r.kind == "answer"}
        for control in controls.items:
            if control.because in causes and control.id not in sets:
                question = causes[control.because]
                brought = alone[question, assessment.answers[question]].get(control.id)
                assert not judge.loosened(control, brought), control


def test_an_answer_is_quoted_in_the_words_the_person_chose(outcomes: Outcomes) -> None:
    combination = ("internal", "company", "own_data", "none", "annoying")

    lifetime = outcomes[combination][1].get("auth.service_token_ttl_s")

    assert lifetime is not None
    assert lifetime.value == 1800
    assert lifetime.because == "you said “A department or the whole company”"


def test_a_denied_combination_says_which_exception_opens_it(outcomes: Outcomes) -> None:
    outside = {"approved_ext", "powerful_ext", "unknown", "autonomous"}

    for combination, (assessment, _) in outcomes.items():
        is_denied = combination[0] == "regulated" and combination[3] in outside
        exceptions = [denial.exception for denial in assessment.denied]
        assert exceptions == (["regulated-data-to-outside-model"] if is_denied else [])


@pytest.mark.parametrize(
    ("combination", "control", "value"),
    [
        (("personal", "me_team", "own_data", "approved_ext", "shrug"), "pii.dpia", "lite"),
        (("personal", "partners", "own_data", "none", "shrug"), "auth.row_level", "required"),
        (("personal", "partners", "own_data", "none", "shrug"), "review.pen_test", "light"),
        (
            ("public", "internet", "read_only", "powerful_ext", "shrug"),
            "models.prompt_injection_suite",
            "required",
        ),
        (("public", "me_team", "read_only", "none", "unknown"), "reliability.slo_pct", 99.5),
        (("public", "me_team", "read_only", "none", "legal_money"), "reliability.slo_pct", 99.9),
    ],
)
def test_a_combination_or_an_answer_brings_controls_of_its_own(
    combination: Combination, control: str, value: object, outcomes: Outcomes
) -> None:
    found = outcomes[combination][1].get(control)

    assert found is not None
    assert found.value == value


def test_capacity_is_kept_apart_from_protection(outcomes: Outcomes) -> None:
    for _, controls in outcomes.values():
        assert {control.id for control in controls.items if control.is_grant} == GRANTS


def test_not_knowing_grants_nothing_and_stops_only_production(outcomes: Outcomes) -> None:
    assessment, controls = outcomes["unknown", "unknown", "own_data", "none", "unknown"]

    values = {control.id: control.value for control in controls.items}
    assert assessment.open_questions == ("data", "audience", "outage")
    assert assessment.facts["needs_help"] is True
    assert assessment.denied == ()
    assert values["pii.store_pii"] is False
    assert values["network.ingress"] == "internal"
    assert values["review.unknown_answers"] == "production"
    assert values["review.office_hours"] == "required"


def test_no_tier_swallows_the_others(
    outcomes: Outcomes, capsys: pytest.CaptureFixture[str]
) -> None:
    tiers = Counter(assessment.tier for assessment, _ in outcomes.values())
    denied = sum(bool(assessment.denied) for assessment, _ in outcomes.values())

    with capsys.disabled():
        shares = [f"{t} {tiers[t]} ({tiers[t] / len(outcomes):.1%})" for t in TIERS]
        print(f"\n  {len(outcomes)} combinations: {', '.join(shares)}; denied {denied}")
    for tier, share in LARGEST_SHARE.items():
        assert 0 < tiers[tier] / len(outcomes) <= share, tier
    assert denied / len(outcomes) < 0.15


@pytest.mark.parametrize(
    ("app", "answers", "tier"),
    [
        ("a list of links", ("public", "me_team", "read_only", "none", "shrug"), "T0"),
        ("meeting notes", ("internal", "me_team", "own_data", "private_ai", "annoying"), "T0"),
        ("room booking", ("internal", "company", "own_data", "none", "annoying"), "T1"),
        ("a text helper", ("internal", "company", "read_only", "approved_ext", "shrug"), "T1"),
        ("leave requests", ("personal", "company", "own_data", "none", "stops_team"), "T2"),
        (
            "tickets from mail",
            ("personal", "company", "shared_sys", "private_ai", "annoying"),
            "T2",
        ),
        ("a public price list", ("public", "internet", "read_only", "none", "annoying"), "T2"),
        ("a customer portal", ("personal", "internet", "own_data", "none", "stops_team"), "T3"),
        ("pay slips", ("regulated", "company", "read_only", "none", "legal_money"), "T3"),
    ],
)
def test_an_everyday_app_gets_the_tier_one_expects(
    app: str, answers: Combination, tier: str, outcomes: Outcomes
) -> None:
    assert outcomes[answers][0].tier == tier, app


def tier_by_hand(combination: Combination) -> str:
    """The tier as the rules say it in words, worked out another way."""
    data, audience, actions, ai, outage = combination
    pii = data in ("personal", "unknown", "regulated")
    outside_ai = ai in ("approved_ext", "powerful_ext", "unknown", "autonomous")
    shared = actions in ("shared_sys", "unknown", "money_access")
    answered = zip(WORST_FIRST.values(), combination, strict=True)
    restricted = [
        data == "regulated" and outside_ai,
        pii and audience in ("partners", "unknown", "internet"),
        ai == "autonomous" and shared,
        audience == "internet" and shared,
        outage == "legal_money" and shared,
        audience == "internet" and ai in ("powerful_ext", "unknown", "autonomous"),
    ]
    highest = max(tiers.get(answer, 0) for tiers, answer in answered)
    return TIERS[max(highest, 3 * any(restricted), 2 * (pii and outside_ai))]


def single_steps(
    policies: Policies, outcomes: Outcomes
) -> Iterator[tuple[Combination, Combination]]:
    """Every combination beside the one in which a single answer is one step worse."""
    for combination in outcomes:
        for place, question in enumerate(policies.questionnaire.questions):
            ids = [choice.id for choice in question.choices]
            step = ids.index(combination[place]) + 1
            if step < len(ids):
                yield combination, (*combination[:place], ids[step], *combination[place + 1 :])


class Judge:
    """Says from the stated direction alone whether a value got looser."""

    def __init__(self, policies: Policies) -> None:
        self.strictness = {d.id: d.strictness for d in policies.controls.definitions}

    def loosened(self, before: Control, after: Control | None) -> bool:
        if before.is_grant or (after and before.value == after.value):
            return False
        if after is None:
            return True
        old, new = before.value, after.value
        match self.strictness[before.id].direction, old, new:
            case "lower", int() | float(), int() | float():
                return new > old
            case "higher", int() | float(), int() | float():
                return new < old
            case "union", tuple(), tuple():
                return not set(old) <= set(new)
            case "intersect", tuple(), tuple():
                return not set(old) >= set(new)
        order = self.strictness[before.id].order
        return order.index(new) < order.index(old)
