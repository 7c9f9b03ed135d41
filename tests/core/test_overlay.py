"""An organisation's overlay may tighten anything and loosen nothing."""

from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_cli.adapters.policy_files import Policies, load_policies
from microapp_cli.core.controls import RequiredControls, required
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import TIERS, Assessment, assess
from tests.core.conftest import FOLDER

Touch = tuple[dict[str, Any] | None, dict[str, Any] | None]

LOOSER = {"questions": [{"id": "data", "choices": [{"id": "personal", "tier": "T1"}]}]}
OUTAGE_COSTS = {
    "id": "costs",
    "about": "the cost of an outage",
    "text": "What does an hour of outage cost?",
    "why": "It decides how fast it must be back.",
    "choices": [
        {"id": "nothing", "label": "Nothing", "tier": "T0", "facts": {}},
        {"id": "unknown", "label": "I don't know", "tier": "T1", "facts": {"costly": True}},
        {"id": "much", "label": "Much", "tier": "T2", "facts": {"costly": True}},
    ],
}


def tightened(
    policies: Policies, questionnaire: dict[str, Any] | None, controls: dict[str, Any] | None
) -> Policies:
    """The policies under an overlay of these two files."""
    return policies.tightened(
        questionnaire and {"kind": "Questionnaire", **questionnaire},
        controls and {"kind": "Controls", **controls},
        "acme",
    )


def refusal(
    policies: Policies, questionnaire: dict[str, Any] | None, controls: dict[str, Any] | None
) -> str:
    """What a person reads when the overlay is refused."""
    with pytest.raises(BadPolicy) as refused:
        tightened(policies, questionnaire, controls)
    return str(refused.value)


def outcome(policies: Policies, **changed: str) -> tuple[Assessment, RequiredControls]:
    """What answers come to that are mild but for those given."""
    mildest = {q.id: q.choices[0].id for q in policies.questionnaire.questions}
    assessment = assess(policies.questionnaire, {**mildest, **changed}, "crud")
    return assessment, required(policies.controls, assessment)


def value(controls: RequiredControls, id: str) -> object:
    control = controls.get(id)
    return control and control.value


def control(name: str, **causes: Any) -> dict[str, Any]:
    """An overlay with values for one control."""
    group, _, own = name.partition(".")
    return {"controls": {group: {own: causes}}}


def test_a_stricter_value_holds_from_its_tier_upwards(policies: Policies) -> None:
    stricter = control("auth.service_token_ttl_s", tiers={"T1": 600})

    acme = tightened(policies, None, stricter)

    lifetimes = [
        value(outcome(acme, data=data, audience=audience)[1], "auth.service_token_ttl_s")
        for data, audience in product(["public", "personal", "regulated"], ["me_team", "company"])
    ]
    assert lifetimes == [3600, 600, 600, 600, 300, 300]


def test_a_list_that_grows_is_added_to(policies: Policies) -> None:
    acme = tightened(policies, None, control("ci.required", tiers={"T0": ["licences"]}))

    checks = value(outcome(acme)[1], "ci.required")
    assert isinstance(checks, tuple)
    assert {"lint", "secret_scan", "licences"} <= set(checks)


def test_a_grant_can_be_lowered(policies: Policies) -> None:
    acme = tightened(policies, None, control("quotas.rpm_app", tiers={"T0": 10}))

    assert value(outcome(acme)[1], "quotas.rpm_app") == 10


def test_a_question_can_be_added_and_then_has_to_be_answered(policies: Policies) -> None:
    facts = {"costly": [False, True]}
    on_call = control("reliability.on_call", answers={"costs": {"much": "required"}})

    acme = tightened(policies, {"facts": facts, "questions": [OUTAGE_COSTS]}, on_call)

    assessment, controls = outcome(acme, costs="much")
    assert (assessment.tier, assessment.facts["costly"]) == ("T2", True)
    assert value(controls, "reliability.on_call") == "required"


def test_a_tier_an_escalation_a_floor_a_layer_and_a_control_can_be_added(
    policies: Policies,
) -> None:
    questionnaire = {
        "questions": [{"id": "audience", "choices": [{"id": "company", "tier": "T2"}]}],
        "escalations": [
            {"id": "A1", "when": {"writes": "own"}, "raise_to": "T1", "because": "we say so"},
            {"id": "E1", "exception": "data-outside"},
        ],
        "blueprint_floor": {"crud": "T1"},
    }
    controls = {
        "layers": {"tiers": {"T0": ["finance"]}},
        "controls": {
            "acme": {"badge": {"title": "A badge", "strict": "higher", "escalations": {"A1": 1}}}
        },
    }

    acme = tightened(policies, questionnaire, controls)

    mild, mild_controls = outcome(acme)
    assert (mild.tier, "finance" in mild_controls.policies) == ("T1", True)
    assert outcome(acme, audience="company")[0].tier == "T2"
    assert value(outcome(acme, actions="own_data")[1], "acme.badge") == 1
    denied = outcome(acme, data="personal", ai_and_egress="approved_ext")[0].denied
    assert [denial.exception for denial in denied] == ["data-outside"]


@pytest.mark.parametrize(
    ("questionnaire", "named"),
    [
        (LOOSER, "questions.data.personal: tier: T1 loosens what holds now (T2)"),
        (
            {
                "questions": [
                    {"id": "data", "choices": [{"id": "personal", "facts": {"pii": False}}]}
                ]
            },
            "questions.data.personal: pii: false loosens what holds now (true)",
        ),
        (
            {"escalations": [{"id": "E3", "raise_to": "T2"}]},
            "escalations.E3: raise_to: T2 loosens what holds now (T3)",
        ),
        (
            {"escalations": [{"id": "E2", "exception": "easy"}]},
            "exception: easy loosens what holds now (regulated-data-to-outside-model)",
        ),
        ({"escalations": [{"id": "E2", "when": {"pii": True}}]}, "when is not known here"),
        ({"blueprint_floor": {"llm-proxy": "T0"}}, "llm-proxy: T0 loosens what holds now (T1)"),
        ({"facts": {"pii": [False, True]}}, "facts.pii is ours already"),
        ({"questions": [{"id": "data", "text": "?", "choices": []}]}, "text is not known here"),
        (
            {"questions": [{"id": "data", "choices": [{"id": "harmless", "tier": "T0"}]}]},
            "must be one of public, internal, personal, unknown, regulated, not 'harmless'",
        ),
        (
            {"questions": [{"id": "data", "choices": [{"id": "personal", "tier": "T3"}]}]},
            "unknown is T2, lower than personal (T3)",
        ),
        ({"tiers": {}}, "tiers is not known here"),
        ({"recommendations": []}, "recommendations is not known here"),
    ],
)
def test_a_loosening_questionnaire_is_refused_by_name(
    questionnaire: dict[str, Any], named: str, policies: Policies
) -> None:
    text = refusal(policies, questionnaire, None)

    assert text.startswith("acme/questionnaire.yaml: ")
    assert named in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("name", "causes", "named"),
    [
        ("auth.service_token_ttl_s", {"tiers": {"T2": 1200}}, "tiers.T2: 1200 loosens"),
        ("auth.service_token_ttl_s", {"tiers": {"T2": 1200}}, "(900)"),
        (
            "retention.audit_days",
            {"tiers": {"T3": 90}},
            "tiers.T3: 90 loosens what holds now (2555)",
        ),
        ("identity.backup_owner", {"tiers": {"T1": "optional"}}, "optional loosens what holds now"),
        ("review.approvers", {"answers": {"data": {"personal": 0}}}, "data.personal: 0 loosens"),
        ("pii.dpia", {"escalations": {"E3": "lite"}}, "E3: lite loosens what holds now (required)"),
        ("models.allowed", {"tiers": {"T3": ["none", "private", "external_default"]}}, "loosens"),
        ("reliability.slo_pct", {"answers": {"outage": {"legal_money": 99}}}, "99 loosens"),
        ("quotas.rpm_app", {"tiers": {"T1": 301}}, "tiers.T1: 301 loosens what holds now (300)"),
        ("quotas.rpm_app", {"answers": {"data": {"public": 1}}}, "(not granted)"),
        ("pii.store_pii", {"answers": {"data": {"internal": True}}}, "true loosens"),
        ("pii.store_pii", {"tiers": {"T0": True}}, "true loosens what holds now (false)"),
        ("network.ingress", {"blueprints": {"crud": "public_waf"}}, "public_waf loosens"),
        ("auth.mfa", {"title": "No second factor"}, "title is not known here"),
        ("auth.mfa", {"order": ["none", "required"]}, "order is not known here"),
        ("auth.mfa", {"tiers": {"T4": "required"}}, "tiers.T4 does not exist. Known are: T0"),
        ("auth.mfa", {"answers": {"data": {"top": "required"}}}, "answers.data.top does not exist"),
        ("auth.mfa", {"tiers": {"T0": "none"}}, "none is not one of required"),
        (
            "reliability.on_call",
            {"answers": {"data": {"internal": "required"}}},
            "answers.data.personal is milder than internal (required)",
        ),
    ],
)
def test_a_loosening_control_is_refused_by_name(
    name: str, causes: dict[str, Any], named: str, policies: Policies
) -> None:
    text = refusal(policies, None, control(name, **causes))

    assert text.startswith(f"acme/controls.yaml: {name}")
    assert named in text
    assert "\n" not in text


def test_a_policy_layer_cannot_be_taken_away(policies: Policies) -> None:
    acme = tightened(policies, None, {"layers": {"tiers": {"T0": ["hr"]}}})

    assert {"base", "auth", "hr"} <= set(outcome(acme)[1].policies)


BASE = load_policies(FOLDER)
COMBINATIONS = list(product(*([c.id for c in q.choices] for q in BASE.questionnaire.questions)))


def values_of(definition: Any) -> st.SearchStrategy[Any]:
    """Values that a control could have, stricter and looser ones."""
    order = list(definition.strictness.order)
    if definition.strictness.direction in ("union", "intersect"):
        known = order or ["lint", "sast", "licences", "finance", "export"]
        return st.lists(st.sampled_from(known), unique=True, max_size=4)
    return st.sampled_from(order) if order else st.integers(0, 4000)


def raised_choices() -> st.SearchStrategy[Touch]:
    """A tier for a choice and all that are worse."""
    places = [(q, first) for q in BASE.questionnaire.questions for first in range(len(q.choices))]
    return st.builds(
        lambda place, tier: (
            {
                "questions": [
                    {
                        "id": place[0].id,
                        "choices": [
                            {"id": choice.id, "tier": tier}
                            for choice in place[0].choices[place[1] :]
                        ],
                    }
                ]
            },
            None,
        ),
        st.sampled_from(places),
        st.sampled_from(TIERS),
    )


def raised_escalations() -> st.SearchStrategy[Touch]:
    """A tier for an escalation, an old or a new one."""
    scales = BASE.questionnaire.scales
    facts = [(name, value) for name, scale in scales.items() for value in scale]
    return st.builds(
        lambda known, fact, tier: (
            {
                "escalations": [
                    {"id": known.id, "raise_to": tier},
                    {
                        **{"id": f"A-{fact[0]}-{fact[1]}", "when": dict([fact])},
                        **{"raise_to": tier, "because": "we say so"},
                    },
                ]
            },
            None,
        ),
        st.sampled_from(BASE.questionnaire.escalations),
        st.sampled_from(facts),
        st.sampled_from(TIERS),
    )


@st.composite
def changed_controls(draw: st.DrawFn) -> Touch:
    """A value for a control, for a tier, an escalation or the worst answer."""
    definition = draw(st.sampled_from(BASE.controls.definitions))
    worst = draw(st.sampled_from(BASE.questionnaire.questions))
    new = draw(values_of(definition))
    cause: dict[str, Any] = draw(
        st.sampled_from(
            [
                *({"tiers": {tier: new}} for tier in TIERS),
                {"escalations": {"E1": new}},
                {"answers": {worst.id: {worst.choices[-1].id: new}}},
            ]
        )
    )
    return None, control(definition.id, **cause)


@st.composite
def organisations(draw: st.DrawFn) -> Policies:
    """Policies under whatever was accepted of several overlays, looser and stricter ones."""
    touches = raised_choices() | raised_escalations() | changed_controls() | changed_controls()
    acme = BASE
    for touch in draw(st.lists(touches, min_size=1, max_size=8)):
        with suppress(BadPolicy):
            acme = tightened(acme, *touch)
    return acme


@given(
    acme=organisations(),
    picked=st.lists(st.sampled_from(COMBINATIONS), min_size=4, max_size=4, unique=True),
)
@settings(max_examples=75, deadline=None)
def test_no_overlay_that_is_accepted_loosens_anything(
    acme: Policies, picked: list[tuple[str, ...]]
) -> None:
    for combination in picked:
        ids = (question.id for question in BASE.questionnaire.questions)
        answers = dict(zip(ids, combination, strict=True))
        (before, asked), (after, asked_now) = outcome(BASE, **answers), outcome(acme, **answers)
        assert after.tier >= before.tier
        assert set(after.denied) >= set(before.denied)
        assert set(asked_now.policies) >= set(asked.policies)
        for definition in BASE.controls.definitions:
            old, new = value(asked, definition.id), value(asked_now, definition.id)
            if old is not None and not definition.strictness.is_grant:
                assert not is_looser(definition, old, new), definition.id


@given(acme=organisations())
@settings(max_examples=50, deadline=None)
def test_no_overlay_that_is_accepted_grants_more(acme: Policies) -> None:
    for before, after in zip(BASE.controls.definitions, acme.controls.definitions, strict=True):
        if before.strictness.is_grant:
            assert after.values.keys() - before.values.keys() <= {("tiers", t) for t in TIERS}
            assert not any(
                is_larger(before, before.at_tier(tier), after.at_tier(tier)) for tier in TIERS
            )
            assert not any(
                is_larger(before, old, after.values[cause]) for cause, old in before.values.items()
            )


def is_looser(definition: Any, old: Any, new: Any) -> bool:
    """Whether the new value protects less, from the stated direction alone."""
    match definition.strictness.direction:
        case "lower":
            return bool(new > old)
        case "higher":
            return bool(new < old)
        case "union":
            return not set(old) <= set(new)
        case "intersect":
            return not set(new) <= set(old)
    order = definition.strictness.order
    return bool(order.index(new) < order.index(old))


def is_larger(definition: Any, old: Any, new: Any) -> bool:
    order = definition.strictness.order
    return bool(order.index(new) > order.index(old) if order else new > old)
