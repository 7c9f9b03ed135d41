"""Questions, choices and escalations as values; a worse answer that lowers anything is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy

TIERS = ("T0", "T1", "T2", "T3")
UNKNOWN = "unknown"
LONGEST_LABEL = 76
"""What a terminal of 80 columns shows of a choice without cutting it."""
NEEDS_HELP = "needs_help"
"""A fact that no file sets: whether any question was answered "I don't know"."""

Fact = bool | str
Scales = Mapping[str, tuple[Fact, ...]]


@dataclass(frozen=True)
class Tier:
    """One of the four classes of app, and what a person may expect of it."""

    id: str
    name: str
    promise: str


@dataclass(frozen=True)
class Choice:
    """One possible answer, the tier it asks for and the facts it states."""

    id: str
    label: str
    tier: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Question:
    """One question; its choices run from mild to severe."""

    id: str
    about: str
    text: str
    why: str
    choices: tuple[Choice, ...]

    def choice(self, id: str) -> Choice | None:
        """The choice with this id, if there is one."""
        return next((choice for choice in self.choices if choice.id == id), None)


@dataclass(frozen=True)
class Escalation:
    """Facts that are worse together than apart; each holds from the named value upwards."""

    id: str
    when: Mapping[str, Fact]
    raise_to: str
    because: str
    exception: str | None = None


@dataclass(frozen=True)
class Recommendation:
    """A blueprint that suits an app whose facts have reached these values."""

    blueprint: str
    when: Mapping[str, Fact]
    because: str


def at_least(scales: Scales, facts: Mapping[str, Fact], when: Mapping[str, Fact]) -> bool:
    """Whether every fact has reached the named value on its scale."""
    return all(
        scales[name].index(facts[name]) >= scales[name].index(value) for name, value in when.items()
    )


def parse_tiers(data: object, where: str) -> tuple[Tier, ...]:
    """The four tiers, mildest first."""
    found = shape.fields(data, where, required=TIERS)
    return tuple(_parse_tier(id, found[id], f"{where}.{id}") for id in TIERS)


def parse_scales(data: object, where: str) -> Scales:
    """The scale of each fact, mildest value first."""
    scales = {
        shape.word(name, where): _parse_scale(scale, f"{where}.{name}")
        for name, scale in shape.mapping(data, where).items()
    }
    if NEEDS_HELP in scales:
        raise BadPolicy(f"{where}.{NEEDS_HELP} follows from the answers. Remove it.")
    return scales


def parse_question(data: object, scales: Scales, where: str) -> Question:
    """One question whose choices only get worse from first to last."""
    found = shape.fields(data, where, required=["id", "about", "text", "why", "choices"])
    where = f"{where} ({shape.word(found['id'], f'{where}: id')})"
    question = Question(
        id=shape.word(found["id"], where),
        about=shape.text(found["about"], f"{where}: about"),
        text=shape.text(found["text"], f"{where}: text"),
        why=shape.text(found["why"], f"{where}: why"),
        choices=tuple(
            _parse_choice(choice, scales, f"{where}: choice {number}")
            for number, choice in enumerate(shape.sequence(found["choices"], where), 1)
        ),
    )
    shape.no_repeats([choice.id for choice in question.choices], where)
    check_severity(question, scales, where)
    return question


def check_severity(question: Question, scales: Scales, where: str) -> None:
    """BadPolicy when a choice is milder than the one before, or "unknown" is not last but one."""
    if [choice.id for choice in question.choices][-2:-1] != [UNKNOWN]:
        raise BadPolicy(f"{where}: the choice {UNKNOWN} must stand last but one, before the worst.")
    for milder, worse in pairwise(question.choices):
        if TIERS.index(worse.tier) < TIERS.index(milder.tier):
            raise BadPolicy(
                f"{where}: {worse.id} is {worse.tier}, lower than {milder.id} ({milder.tier}). "
                f"Choices run from mild to severe; raise {worse.id} or reorder them."
            )
        for name, value in milder.facts.items():
            scale = scales[name]
            if scale.index(worse.facts.get(name, scale[0])) < scale.index(value):
                raise BadPolicy(
                    f"{where}: {worse.id} has a milder {name} than {milder.id}. "
                    f"Set {name} of {worse.id} to {shape.shown(value)} or worse."
                )


def parse_escalation(data: object, scales: Scales, where: str) -> Escalation:
    """One combination of facts that raises the tier."""
    found = shape.fields(
        data, where, required=["id", "when", "raise_to", "because"], optional=["exception"]
    )
    return Escalation(
        id=shape.text(found["id"], f"{where}: id"),
        when=parse_facts(found["when"], scales, f"{where}: when"),
        raise_to=shape.one_of(found["raise_to"], TIERS, f"{where}: raise_to"),
        because=shape.text(found["because"], f"{where}: because"),
        exception=shape.text(found["exception"], f"{where}: exception")
        if "exception" in found
        else None,
    )


def parse_recommendation(data: object, scales: Scales, where: str) -> Recommendation:
    """One blueprint, and the facts that speak for it."""
    found = shape.fields(data, where, required=["blueprint", "when", "because"])
    return Recommendation(
        blueprint=shape.text(found["blueprint"], f"{where}: blueprint"),
        when=parse_facts(found["when"], scales, f"{where}: when"),
        because=shape.text(found["because"], f"{where}: because"),
    )


def parse_facts(data: object, scales: Scales, where: str) -> dict[str, Fact]:
    """Facts whose names and values stand on the scales."""
    return {
        name: _parse_fact(name, value, scales, f"{where}.{name}")
        for name, value in shape.mapping(data, where).items()
    }


def parse_floor(data: object, where: str) -> dict[str, str]:
    """The lowest tier of each blueprint."""
    return {
        name: shape.one_of(tier, TIERS, f"{where}.{name}")
        for name, tier in shape.mapping(data, where).items()
    }


def _parse_tier(id: str, data: object, where: str) -> Tier:
    found = shape.fields(data, where, required=["name", "promise"])
    return Tier(
        id,
        name=shape.text(found["name"], f"{where}.name"),
        promise=shape.text(found["promise"], f"{where}.promise"),
    )


def _parse_scale(data: object, where: str) -> tuple[Fact, ...]:
    values = shape.sequence(data, where)
    if values != [False, True]:
        values = [shape.text(value, where) for value in values]
    scale = tuple(value for value in values if isinstance(value, bool | str))
    shape.no_repeats(scale, where)
    return scale


def _parse_choice(data: object, scales: Scales, where: str) -> Choice:
    found = shape.fields(data, where, required=["id", "label", "tier", "facts"])
    label = shape.text(found["label"], f"{where}: label")
    if len(label) > LONGEST_LABEL:
        raise BadPolicy(f"{where}: label has {len(label)} characters. Use {LONGEST_LABEL} or less.")
    return Choice(
        id=shape.word(found["id"], f"{where}: id"),
        label=label,
        tier=shape.one_of(found["tier"], TIERS, f"{where}: tier"),
        facts=parse_facts(found["facts"], scales, f"{where}: facts"),
    )


def _parse_fact(name: str, value: object, scales: Scales, where: str) -> Fact:
    if name not in scales:
        raise BadPolicy(f"{where} is not a known fact. Known are: {', '.join(scales)}.")
    scale: Sequence[Fact] = scales[name]
    for known in scale:
        if type(known) is type(value) and known == value:
            return known
    allowed = ", ".join(shape.shown(known) for known in scale)
    raise BadPolicy(f"{where} must be one of {allowed}, not {value!r}.")
