"""An organisation's own questions and controls laid over ours: they may tighten, never loosen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from microapp_cli.core import questions, shape
from microapp_cli.core.controls import Controls
from microapp_cli.core.definitions import (
    CAUSES,
    Cause,
    Definition,
    parse_definition,
    parse_values,
    tiers_of_causes,
)
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import (
    TIERS,
    Choice,
    Escalation,
    Fact,
    Question,
    Questionnaire,
)
from microapp_cli.core.questions import Scales
from microapp_cli.core.shape import Value


def merge_questionnaire(
    base: Questionnaire, overlay: object, source: str = "overlay: questionnaire.yaml"
) -> Questionnaire:
    """The base with the overlay's questions, facts, escalations and higher tiers."""
    found = shape.fields(
        overlay,
        source,
        required=["kind"],
        optional=["version", "facts", "questions", "escalations", "blueprint_floor"],
    )
    shape.one_of(found["kind"], ["Questionnaire"], f"{source}: kind")
    scales = _merge_scales(base.scales, found.get("facts", {}), f"{source}: facts")
    return replace(
        base,
        scales=scales,
        questions=_merge_questions(
            base, _entries(found, "questions", source), scales, f"{source}: questions"
        ),
        escalations=_merge_escalations(
            base, _entries(found, "escalations", source), scales, f"{source}: escalations"
        ),
        blueprint_floor=_merge_floor(
            base.blueprint_floor, found.get("blueprint_floor", {}), f"{source}: blueprint_floor"
        ),
    )


def merge_controls(
    base: Controls,
    overlay: object,
    questionnaire: Questionnaire,
    source: str = "overlay: controls.yaml",
) -> Controls:
    """The base with the overlay's controls and stricter values, for the merged questionnaire."""
    found = shape.fields(
        overlay, source, required=["kind"], optional=["version", "layers", "controls"]
    )
    shape.one_of(found["kind"], ["Controls"], f"{source}: kind")
    causes = tiers_of_causes(questionnaire)
    merged = {definition.id: definition for definition in base.definitions}
    for group, names in shape.mapping(found.get("controls", {}), f"{source}: controls").items():
        for name, data in shape.mapping(names, f"{source}: {group}").items():
            id, where = f"{group}.{name}", f"{source}: {group}.{name}"
            merged[id] = (
                _tighten(merged[id], data, causes, where)
                if id in merged
                else parse_definition(group, name, data, where)
            )
    layers = base.layers
    if "layers" in found:
        layers = _tighten(layers, found["layers"], causes, f"{source}: layers")
    return replace(base, definitions=tuple(merged.values()), layers=layers)


def _entries(found: Mapping[str, object], key: str, source: str) -> list[object]:
    return shape.sequence(found[key], f"{source}: {key}") if key in found else []


def _merge_scales(base: Scales, data: object, where: str) -> Scales:
    added = questions.parse_scales(data, where)
    for name in added:
        if name in base:
            raise BadPolicy(f"{where}.{name} is ours already. Give your own fact another name.")
    return {**base, **added}


def _merge_questions(
    base: Questionnaire, entries: Sequence[object], scales: Scales, where: str
) -> tuple[Question, ...]:
    merged = {question.id: question for question in base.questions}
    for entry in entries:
        id = shape.text(shape.mapping(entry, where).get("id"), f"{where}: id")
        known = base.question(id)
        merged[id] = (
            _raise_question(known, entry, scales, f"{where}.{id}")
            if known
            else questions.parse_question(entry, scales, where)
        )
    return tuple(merged.values())


def _raise_question(question: Question, data: object, scales: Scales, where: str) -> Question:
    found = shape.fields(data, where, required=["id", "choices"])
    choices = {choice.id: choice for choice in question.choices}
    for entry in shape.sequence(found["choices"], f"{where}: choices"):
        raised = shape.fields(entry, where, required=["id"], optional=["tier", "facts"])
        # A choice of its own between ours would let a person pick something milder than before.
        id = shape.one_of(raised["id"], list(choices), f"{where}: choices: id")
        choices[id] = _raise_choice(choices[id], raised, scales, f"{where}.{id}")
    merged = replace(question, choices=tuple(choices.values()))
    questions.check_severity(merged, scales, where)
    return merged


def _raise_choice(choice: Choice, data: Mapping[str, object], scales: Scales, where: str) -> Choice:
    tier = _raise_tier(choice.tier, data.get("tier", choice.tier), f"{where}: tier")
    facts: dict[str, Fact] = dict(choice.facts)
    for name, value in questions.parse_facts(data.get("facts", {}), scales, where).items():
        old = facts.get(name, scales[name][0])
        if scales[name].index(value) < scales[name].index(old):
            _refuse(f"{where}: {name}", old, value)
        facts[name] = value
    return replace(choice, tier=tier, facts=facts)


def _merge_escalations(
    base: Questionnaire, entries: Sequence[object], scales: Scales, where: str
) -> tuple[Escalation, ...]:
    merged = {escalation.id: escalation for escalation in base.escalations}
    for entry in entries:
        id = shape.text(shape.mapping(entry, where).get("id"), f"{where}: id")
        known = merged.get(id)
        merged[id] = (
            _raise_escalation(known, entry, f"{where}.{id}")
            if known
            else questions.parse_escalation(entry, scales, where)
        )
    return tuple(merged.values())


def _raise_escalation(escalation: Escalation, data: object, where: str) -> Escalation:
    found = shape.fields(data, where, required=["id"], optional=["raise_to", "exception"])
    raise_to = found.get("raise_to", escalation.raise_to)
    exception = escalation.exception
    if "exception" in found:
        new = shape.text(found["exception"], f"{where}: exception")
        if exception not in (None, new):
            _refuse(f"{where}: exception", exception, new)
        exception = new
    return replace(
        escalation,
        raise_to=_raise_tier(escalation.raise_to, raise_to, f"{where}: raise_to"),
        exception=exception,
    )


def _merge_floor(base: Mapping[str, str], data: object, where: str) -> dict[str, str]:
    floor = dict(base)
    for name, tier in questions.parse_floor(data, where).items():
        floor[name] = _raise_tier(floor.get(name, TIERS[0]), tier, f"{where}.{name}")
    return floor


def _raise_tier(old: str, new: object, where: str) -> str:
    tier = shape.one_of(new, TIERS, where)
    if TIERS.index(tier) < TIERS.index(old):
        _refuse(where, old, tier)
    return tier


def _tighten(base: Definition, data: object, causes: Mapping[Cause, str], where: str) -> Definition:
    found = shape.fields(data, where, required=[], optional=CAUSES)
    values = dict(base.values)
    for cause, new in parse_values(found, base.strictness, where).items():
        if base.strictness.direction == "union":
            values[cause] = base.strictness.join(values.get(cause, ()), new)
            continue
        old = _today(base, cause, causes)
        if base.strictness.is_grant if old is None else not base.strictness.keeps(old, new):
            _refuse(f"{where}: {'.'.join(cause)}", old, new)
        values[cause] = new
    return replace(base, values=values)


def _today(base: Definition, cause: Cause, causes: Mapping[Cause, str]) -> Value | None:
    """What holds for this cause without the overlay; no answer may bring a grant it had not."""
    if base.strictness.is_grant and cause[0] != "tiers":
        return base.values.get(cause)
    return base.for_cause(cause, causes[cause]) if cause in causes else None


def _refuse(where: str, old: object, new: object) -> NoReturn:
    was = "not granted" if old is None else shape.shown(old)
    raise BadPolicy(
        f"{where}: {shape.shown(new)} loosens what holds now ({was}). "
        "An overlay may only tighten; remove the line or make it stricter."
    )
