"""How a control is defined: its direction, and the value that each cause asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import (
    TIERS,
    Assessment,
    Choice,
    Question,
    Questionnaire,
    Reason,
)
from microapp_cli.core.shape import Value
from microapp_cli.core.strictness import Strictness

EVERY_APP = "every micro-app has it, whatever you answer"
CAUSES = ("tiers", "answers", "escalations", "blueprints")


@dataclass(frozen=True)
class Definition:
    """A control, the direction in which it gets stricter, and the values each cause asks for."""

    group: str
    name: str
    title: str
    strictness: Strictness
    tiers: Mapping[str, Value]
    answers: Mapping[str, Mapping[str, Value]]
    escalations: Mapping[str, Value]
    blueprints: Mapping[str, Value]

    @property
    def id(self) -> str:
        """The control as policies and people name it."""
        return f"{self.group}.{self.name}"

    def at_tier(self, tier: str) -> tuple[Value, str] | None:
        """The value that holds at a tier, and the tier that brought it; lower tiers count too."""
        return self._by_tier[tier]

    def decide(self, assessment: Assessment) -> tuple[Value, str] | None:
        """The value that an assessment asks for and why, or nothing."""
        decided: tuple[Value, str] | None = None
        for value, because in self._asked(assessment):
            joined = self.strictness.join(decided[0], value) if decided else value
            if decided is None or joined != decided[0]:
                decided = (joined, because)
        return decided

    def _asked(self, assessment: Assessment) -> list[tuple[Value, str]]:
        by_tier = self._by_tier[assessment.tier]
        asked = [(by_tier[0], _cause(assessment, by_tier[1]))] if by_tier else []
        for reason in assessment.reasons:
            value = self._from_reason(reason, assessment.answers)
            if value is not None:
                asked.append((value, reason.because))
        return asked

    def _from_reason(self, reason: Reason, answers: Mapping[str, str]) -> Value | None:
        if reason.kind == "answer":
            return self.answers.get(reason.id, {}).get(answers[reason.id])
        if reason.kind == "escalation":
            return self.escalations.get(reason.id)
        return self.blueprints.get(reason.id)

    @cached_property
    def _by_tier(self) -> dict[str, tuple[Value, str] | None]:
        found: tuple[Value, str] | None = None
        by_tier = {}
        for tier in TIERS:
            if tier in self.tiers:
                value = self.tiers[tier]
                if found and not self.strictness.is_grant:
                    value = self.strictness.join(found[0], value)
                if found is None or value != found[0]:
                    found = (value, tier)
            by_tier[tier] = found
        return by_tier


def parse_definition(group: str, name: str, data: object, where: str) -> Definition:
    """One control, whose tiers only tighten."""
    found = shape.fields(data, where, required=["title", "strict"], optional=["order", *CAUSES])
    strictness = Strictness.parse(found["strict"], found.get("order"), where)
    definition = with_values(
        Definition(group, name, shape.text(found["title"], where), strictness, {}, {}, {}, {}),
        {cause: found[cause] for cause in CAUSES if cause in found},
        where,
    )
    _check_tiers_tighten(definition, where)
    return definition


def with_values(base: Definition, data: Mapping[str, object], where: str) -> Definition:
    """The definition with values read from `tiers`, `answers`, `escalations`, `blueprints`."""

    def values(data: object, where: str) -> dict[str, Value]:
        entries = shape.mapping(data, where).items()
        return {key: base.strictness.parse_value(entry, f"{where}.{key}") for key, entry in entries}

    tiers = values(data.get("tiers", {}), f"{where}: tiers")
    for tier in tiers:
        shape.one_of(tier, TIERS, f"{where}: tiers")
    answers = shape.mapping(data.get("answers", {}), f"{where}: answers")
    return Definition(
        group=base.group,
        name=base.name,
        title=base.title,
        strictness=base.strictness,
        tiers=tiers,
        answers={id: values(entry, f"{where}: answers.{id}") for id, entry in answers.items()},
        escalations=values(data.get("escalations", {}), f"{where}: escalations"),
        blueprints=values(data.get("blueprints", {}), f"{where}: blueprints"),
    )


def check_causes(definition: Definition, questionnaire: Questionnaire, where: str) -> None:
    """BadPolicy when a value hangs on a question, choice, escalation or blueprint unknown here."""
    for id, values in definition.answers.items():
        question = questionnaire.question(id)
        known = [choice.id for choice in question.choices] if question else []
        if not question:
            shape.one_of(id, [q.id for q in questionnaire.questions], f"{where}: answers")
        for choice in values:
            shape.one_of(choice, known, f"{where}: answers.{id}")
    for id in definition.escalations:
        shape.one_of(id, [e.id for e in questionnaire.escalations], f"{where}: escalations")
    for id in definition.blueprints:
        shape.one_of(id, list(questionnaire.blueprint_floor), f"{where}: blueprints")


def check_choices_tighten(definition: Definition, question: Question, where: str) -> None:
    """BadPolicy when a worse choice, with the tier it asks for, brings a milder value."""
    for milder, worse in pairwise(question.choices):
        old = _from_choice(definition, question, milder)
        new = _from_choice(definition, question, worse)
        if old is not None and (new is None or not definition.strictness.keeps(old, new)):
            raise BadPolicy(
                f"{where}: answers.{question.id}.{worse.id} is milder than {milder.id} "
                f"({shape.shown(old)}). Give it {shape.shown(old)} or a stricter value."
            )


def _from_choice(definition: Definition, question: Question, choice: Choice) -> Value | None:
    by_tier = definition.at_tier(choice.tier)
    by_answer = definition.answers.get(question.id, {}).get(choice.id)
    if by_tier and by_answer is not None:
        return definition.strictness.join(by_tier[0], by_answer)
    return by_tier[0] if by_tier else by_answer


def _check_tiers_tighten(definition: Definition, where: str) -> None:
    if definition.strictness.direction in ("grant", "union"):
        return
    for (lower, old), (higher, new) in pairwise(sorted(definition.tiers.items())):
        if not definition.strictness.keeps(old, new):
            raise BadPolicy(
                f"{where}: {higher} ({shape.shown(new)}) is milder than {lower} "
                f"({shape.shown(old)}). A higher tier may only tighten."
            )


def _cause(assessment: Assessment, tier: str) -> str:
    """The mildest reason that still reaches this tier, in the order the questions are asked."""
    if tier == TIERS[0]:
        return EVERY_APP
    reaching = [reason for reason in assessment.reasons if reason.tier >= tier]
    return min(reaching, key=lambda reason: reason.tier).because
