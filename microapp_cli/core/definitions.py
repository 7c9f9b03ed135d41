"""How a control is defined: its direction, and the value that each cause asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import TIERS, Assessment, Questionnaire, Reason
from microapp_cli.core.shape import Value
from microapp_cli.core.strictness import Strictness

EVERY_APP = "every micro-app has it, whatever you answer"
CAUSES = ("tiers", "answers", "escalations", "blueprints")

Cause = tuple[str, ...]
"""Where a value hangs, such as ("tiers", "T1") or ("answers", "data", "personal")."""


@dataclass(frozen=True)
class Definition:
    """A control, the direction in which it gets stricter, and the value each cause asks for."""

    group: str
    name: str
    title: str
    strictness: Strictness
    values: Mapping[Cause, Value]

    @property
    def id(self) -> str:
        """The control as policies and people name it."""
        return f"{self.group}.{self.name}"

    def in_words(self, value: Value) -> str:
        """A value as one line of plain words; the title says it all where there is only one."""
        if value is True or value == "required" or len(self.strictness.order) == 1:
            return self.title
        values = value if isinstance(value, tuple) else (value,)
        return f"{self.title}: {', '.join(shape.spoken(word) for word in values)}"

    def at_tier(self, tier: str) -> Value | None:
        """The value that holds at a tier; a tier inherits the ones below it."""
        by_tier = self._by_tier[tier]
        return by_tier[0] if by_tier else None

    def for_cause(self, cause: Cause, tier: str) -> Value | None:
        """The value that a cause asks for, together with the tier it raises the app to."""
        values = [v for v in (self.at_tier(tier), self.values.get(cause)) if v is not None]
        return self.strictness.join(*values) if len(values) == 2 else next(iter(values), None)

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
        asked = []
        if by_tier:
            value, tier = by_tier
            asked.append((value, assessment.because_of_tier.get(tier, EVERY_APP)))
        for reason in assessment.reasons if self._has_own_causes else ():
            cause = _cause_of(reason, assessment)
            if cause in self.values:
                asked.append((self.values[cause], reason.because))
        return asked

    @cached_property
    def _has_own_causes(self) -> bool:
        """Whether any value hangs on more than the tier; most controls have none."""
        return any(cause[0] != "tiers" for cause in self.values)

    @cached_property
    def _by_tier(self) -> dict[str, tuple[Value, str] | None]:
        """Each tier's value, and the tier that brought it."""
        found: tuple[Value, str] | None = None
        by_tier = {}
        for tier in TIERS:
            if ("tiers", tier) in self.values:
                value = self.values["tiers", tier]
                if found and not self.strictness.is_grant:
                    value = self.strictness.join(found[0], value)
                if found is None or value != found[0]:
                    found = (value, tier)
            by_tier[tier] = found
        return by_tier


def parse_definition(group: str, name: str, data: object, where: str) -> Definition:
    """One control, whose tiers only tighten."""
    found = shape.fields(
        data, where, required=["title", "strict"], optional=["order", "number", *CAUSES]
    )
    strictness = Strictness.parse(found["strict"], found.get("order"), where, found.get("number"))
    definition = Definition(
        group=shape.word(group, where),
        name=shape.word(name, where),
        title=shape.text(found["title"], f"{where}: title"),
        strictness=strictness,
        values=parse_values(found, strictness, where),
    )
    if not definition.values:
        raise BadPolicy(f"{where} has no value. Give it one under {', '.join(CAUSES)}.")
    _check_tiers_tighten(definition, where)
    return definition


def parse_values(
    data: Mapping[str, object], strictness: Strictness, where: str
) -> dict[Cause, Value]:
    """The values under `tiers`, `answers`, `escalations` and `blueprints`."""
    found: dict[Cause, object] = {}
    for kind in CAUSES:
        for key, entry in shape.mapping(data.get(kind, {}), f"{where}: {kind}").items():
            if kind == "answers":
                choices = shape.mapping(entry, f"{where}: {kind}.{key}").items()
                found.update({(kind, key, choice): value for choice, value in choices})
            else:
                found[kind, key] = entry
    return {
        cause: strictness.parse_value(value, f"{where}: {'.'.join(cause)}")
        for cause, value in found.items()
    }


def tiers_of_causes(questionnaire: Questionnaire) -> dict[Cause, str]:
    """Everything a value can hang on, and the tier it raises the app to."""
    return {
        **{("tiers", tier): tier for tier in TIERS},
        **{
            ("answers", question.id, choice.id): choice.tier
            for question in questionnaire.questions
            for choice in question.choices
        },
        **{("escalations", e.id): e.raise_to for e in questionnaire.escalations},
        **{("blueprints", name): tier for name, tier in questionnaire.blueprint_floor.items()},
    }


def check_definition(
    definition: Definition,
    causes: Mapping[Cause, str],
    steps: Sequence[tuple[Cause, Cause]],
    where: str,
) -> None:
    """BadPolicy when a value hangs on nothing, or a worse choice would loosen the control."""
    for cause in definition.values:
        if cause not in causes:
            near = [known[-1] for known in causes if known[:-1] == cause[:-1]]
            known_ones = f" Known are: {', '.join(near)}." if near else ""
            raise BadPolicy(f"{where}: {'.'.join(cause)} does not exist.{known_ones}")
    if definition.strictness.is_grant:
        return
    for milder, worse in steps:
        old = definition.for_cause(milder, causes[milder])
        new = definition.for_cause(worse, causes[worse])
        if old is not None and (new is None or not definition.strictness.keeps(old, new)):
            raise BadPolicy(
                f"{where}: {'.'.join(worse)} is milder than {milder[-1]} ({shape.shown(old)}). "
                f"Give it {shape.shown(old)} or a stricter value."
            )


def single_steps(questionnaire: Questionnaire) -> list[tuple[Cause, Cause]]:
    """Every choice beside the next worse one."""
    return [
        (("answers", question.id, milder.id), ("answers", question.id, worse.id))
        for question in questionnaire.questions
        for milder, worse in pairwise(question.choices)
    ]


def _check_tiers_tighten(definition: Definition, where: str) -> None:
    if definition.strictness.direction in ("grant", "union"):
        return
    stated = [(tier, definition.values.get(("tiers", tier))) for tier in TIERS]
    for (lower, old), (higher, new) in pairwise([(t, v) for t, v in stated if v is not None]):
        if not definition.strictness.keeps(old, new):
            raise BadPolicy(
                f"{where}: {higher} ({shape.shown(new)}) is milder than {lower} "
                f"({shape.shown(old)}). A higher tier may only tighten."
            )


def _cause_of(reason: Reason, assessment: Assessment) -> Cause:
    if reason.kind == "answer":
        return ("answers", reason.id, assessment.answers[reason.id])
    return (f"{reason.kind}s", reason.id)
