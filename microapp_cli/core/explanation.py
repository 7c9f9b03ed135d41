"""What answers bring, in the words a person reads while they answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from microapp_cli.core.controls import Control, RequiredControls, required
from microapp_cli.core.definitions import EVERY_APP
from microapp_cli.core.policies import Policies
from microapp_cli.core.questionnaire import TIERS, Assessment, Denial, Reason

AT_ONCE = 5
IN_SUMMARY = 8


def consequence(policies: Policies, before: Assessment, after: Assessment) -> list[str]:
    """The tier, and the strongest controls that were not asked for before."""
    new = _new(required(policies.controls, before), required(policies.controls, after))
    known = {denial.id for denial in before.denied}
    denied = [denied_line(denial) for denial in after.denied if denial.id not in known]
    if new or before.tier != after.tier or not before.answers:
        lines = [tier_line(policies, after), *_strongest(policies, new)]
    else:
        lines = [] if denied else [f"{_tier_name(policies, after)}. This asks for nothing more."]
    lines += denied
    if set(after.open_questions) - set(before.open_questions):
        lines.append("You can build and test without knowing. Production waits until you do.")
    return lines


def tier_line(policies: Policies, assessment: Assessment) -> str:
    """The tier with its promise."""
    promise = policies.questionnaire.tier(assessment.tier).promise
    return f"{_tier_name(policies, assessment)}. {promise}"


def denied_line(denial: Denial) -> str:
    """Why a combination is refused, and what would open it."""
    return (
        f"Not allowed as it stands: {denial.because}. Change an answer, "
        f"or ask for the exception {denial.exception}."
    )


def headlines(policies: Policies, controls: Iterable[Control]) -> list[Control]:
    """The controls a person should hear of, strongest first."""
    by_id = {control.id: control for control in controls}
    return [by_id[id] for id in policies.controls.headlines if id in by_id]


def summary(policies: Policies, raw: Mapping[str, Any], assessment: Assessment) -> list[str]:
    """All that a person confirms: who, what, why, the answers, the tier and its controls."""
    controls = required(policies.controls, assessment)
    protections = [control for control in controls.items if not control.is_grant]
    asked = [control for control in protections if control.because != EVERY_APP]
    strongest = headlines(policies, asked)[:IN_SUMMARY]
    more = "and {} more protections" if strongest else "{} protections that every micro-app has"
    return [
        f"{raw['title']} ({raw['name']})",
        f"  {raw['purpose']}",
        *_table([*_people(raw), *_answers(policies, assessment), *_parts(raw)]),
        "",
        tier_line(policies, assessment),
        *(f"  because {reason.because}" for reason in _deciding(assessment)),
        *(f"  - {control.words}" for control in strongest),
        f"  {more.format(len(protections) - len(strongest))}, all listed in microapp.yaml",
        *_open_questions(policies, assessment),
    ]


def every_control(controls: RequiredControls) -> list[str]:
    """Every control with its cause, protections before grants."""
    lines = []
    for is_grant, heading in ((False, "What it keeps to"), (True, "What it may use")):
        lines += ["", heading]
        chosen = [control for control in controls.items if control.is_grant == is_grant]
        for because, caused in _by_cause(chosen).items():
            lines += [f"  because {because}:", *(f"  - {c.words}" for c in caused)]
    return [*lines, ""]


def _tier_name(policies: Policies, assessment: Assessment) -> str:
    tier = policies.questionnaire.tier(assessment.tier)
    return f"{tier.id} {tier.name}"


def _strongest(policies: Policies, new: Sequence[Control]) -> list[str]:
    shown = headlines(policies, new)[:AT_ONCE] or list(new[:AT_ONCE])
    lines = []
    for because, controls in _by_cause(shown).items():
        lines += [f"  because {because}:", *(f"  - {control.words}" for control in controls)]
    more = len(new) - len(shown)
    return [*lines, f"  and {more} more protections"] if more else lines


def _people(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    people = (("owner", raw["owner"]), ("stands in", raw.get("backup_owner")))
    return [
        (role, f"{person['name']} <{person['email']}>, {person['team']}")
        for role, person in people
        if person
    ]


def _answers(policies: Policies, assessment: Assessment) -> list[tuple[str, str]]:
    chosen = []
    for question in policies.questionnaire.questions:
        choice = question.choice(assessment.answers.get(question.id, ""))
        if choice:
            chosen.append((question.about, choice.label))
    return chosen


def _parts(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [("made of", f"{raw['blueprint']}, {raw['runtime']}, {raw['ci']}")]


def _deciding(assessment: Assessment) -> list[Reason]:
    """The reasons that asked for this very tier; none made the mildest one."""
    if assessment.tier == TIERS[0]:
        return []
    return [reason for reason in assessment.reasons if reason.tier == assessment.tier]


def _open_questions(policies: Policies, assessment: Assessment) -> list[str]:
    asked = [policies.questionnaire.question(id) for id in assessment.open_questions]
    about = ", ".join(question.about for question in asked if question)
    waiting = f"Still open: {about}. You can build and test; production waits until you know."
    return [waiting] if about else []


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(left) for left, _ in rows)
    return [f"  {left:<{width}}  {right}" for left, right in rows]


def _new(before: RequiredControls, after: RequiredControls) -> list[Control]:
    known = {control.id: control.value for control in before.items}
    return [c for c in after.items if not c.is_grant and known.get(c.id) != c.value]


def _by_cause(controls: Iterable[Control]) -> dict[str, list[Control]]:
    causes: dict[str, list[Control]] = {}
    for control in controls:
        causes.setdefault(control.because, []).append(control)
    return causes
