"""The security questionnaire, and what a set of answers comes to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from microapp_cli.core import questions, shape
from microapp_cli.core.errors import BadPolicy, WrongAnswers
from microapp_cli.core.meant import did_you_mean, with_meant
from microapp_cli.core.questions import (
    NEEDS_HELP,
    TIERS,
    UNKNOWN,
    Choice,
    Escalation,
    Fact,
    Question,
    Recommendation,
    Scales,
    Tier,
)

__all__ = [
    "TIERS",
    "UNKNOWN",
    "Assessment",
    "Choice",
    "Denial",
    "Escalation",
    "Fact",
    "Question",
    "Questionnaire",
    "Reason",
    "Recommendation",
    "Tier",
    "assess",
    "assess_so_far",
    "contradictions",
    "recommend",
]


@dataclass(frozen=True)
class Reason:
    """One cause of the tier, in words that follow "because"."""

    kind: Literal["answer", "escalation", "blueprint"]
    id: str
    tier: str
    because: str


@dataclass(frozen=True)
class Denial:
    """A combination that is not allowed, and the exception that would open it."""

    id: str
    because: str
    exception: str


@dataclass(frozen=True)
class Assessment:
    """What a set of answers comes to."""

    answers: Mapping[str, str]
    blueprint: str | None
    tier: str
    facts: Mapping[str, Fact]
    reasons: tuple[Reason, ...]
    denied: tuple[Denial, ...]
    escalations: tuple[Escalation, ...]

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The questions answered "I don't know"; they keep the app out of production."""
        return tuple(id for id, choice in self.answers.items() if choice == UNKNOWN)

    @cached_property
    def because_of_tier(self) -> dict[str, str]:
        """For each tier above the mildest, the mildest reason that reaches it, as first asked."""
        return {
            tier: min((r for r in self.reasons if r.tier >= tier), key=lambda r: r.tier).because
            for tier in TIERS[1 : TIERS.index(self.tier) + 1]
        }


@dataclass(frozen=True)
class Questionnaire:
    """The questions, the combinations that escalate, and the tier each blueprint starts at."""

    tiers: tuple[Tier, ...]
    scales: Scales
    questions: tuple[Question, ...]
    escalations: tuple[Escalation, ...]
    blueprint_floor: Mapping[str, str]
    recommendations: tuple[Recommendation, ...]
    blueprint_needs: tuple[Recommendation, ...] = ()
    """Blueprints that make sense from some fact on; answers below it contradict them."""

    @classmethod
    def parse(cls, data: object, source: str = "questionnaire.yaml") -> "Questionnaire":
        """The questionnaire in this data; BadPolicy where a worse answer could lower anything."""
        found = shape.fields(
            data,
            source,
            required=[
                *("kind", "version", "tiers", "facts"),
                *("questions", "escalations", "blueprint_floor", "recommendations"),
            ],
            optional=["blueprint_needs"],
        )
        shape.one_of(found["kind"], ["Questionnaire"], f"{source}: kind")
        scales = questions.parse_scales(found["facts"], f"{source}: facts")
        return cls(
            tiers=questions.parse_tiers(found["tiers"], f"{source}: tiers"),
            scales=scales,
            questions=parse_questions(found["questions"], scales, f"{source}: questions"),
            escalations=parse_escalations(found["escalations"], scales, f"{source}: escalations"),
            blueprint_floor=questions.parse_floor(
                found["blueprint_floor"], f"{source}: blueprint_floor"
            ),
            recommendations=_speaking_for(found, "recommendations", scales, source),
            blueprint_needs=_speaking_for(found, "blueprint_needs", scales, source),
        )

    def question(self, id: str) -> Question | None:
        """The question with this id, if there is one."""
        return next((question for question in self.questions if question.id == id), None)

    def tier(self, id: str) -> Tier:
        """The tier with this id."""
        return self.tiers[TIERS.index(id)]


def parse_questions(data: object, scales: Scales, where: str) -> tuple[Question, ...]:
    """The questions in the order they are asked."""
    found = tuple(
        questions.parse_question(entry, scales, f"{where} {number}")
        for number, entry in enumerate(shape.sequence(data, where), 1)
    )
    shape.no_repeats([question.id for question in found], where)
    return found


def parse_escalations(data: object, scales: Scales, where: str) -> tuple[Escalation, ...]:
    """The combinations that raise the tier."""
    found = tuple(
        questions.parse_escalation(entry, scales, f"{where} {number}")
        for number, entry in enumerate(shape.sequence(data, where), 1)
    )
    shape.no_repeats([escalation.id for escalation in found], where)
    return found


def assess(
    questionnaire: Questionnaire, answers: Mapping[str, str], blueprint: str | None = None
) -> Assessment:
    """The tier, facts, causes and denials of a complete set of answers."""
    unanswered = [q.id for q in questionnaire.questions if q.id not in answers]
    if unanswered:
        raise WrongAnswers([f"answers.{id} is missing." for id in unanswered])
    return assess_so_far(questionnaire, answers, blueprint)


def assess_so_far(
    questionnaire: Questionnaire, answers: Mapping[str, str], blueprint: str | None = None
) -> Assessment:
    """As `assess`, while some questions are still open."""
    chosen = _chosen(questionnaire, answers)
    facts = _facts(questionnaire.scales, (choice for _, choice in chosen))
    escalations = tuple(
        escalation
        for escalation in questionnaire.escalations
        if questions.at_least(questionnaire.scales, facts, escalation.when)
    )
    reasons = (
        *(_because_answered(question, choice) for question, choice in chosen),
        *(Reason("escalation", e.id, e.raise_to, e.because) for e in escalations),
        *_because_blueprint(questionnaire, blueprint),
    )
    return Assessment(
        answers={question.id: choice.id for question, choice in chosen},
        blueprint=blueprint,
        tier=_highest(reason.tier for reason in reasons),
        facts={**facts, NEEDS_HELP: any(choice.id == UNKNOWN for _, choice in chosen)},
        reasons=reasons,
        denied=tuple(Denial(e.id, e.because, e.exception) for e in escalations if e.exception),
        escalations=escalations,
    )


def recommend(
    questionnaire: Questionnaire, facts: Mapping[str, Fact], available: Sequence[str]
) -> Recommendation:
    """The blueprint that suits these facts best, of those that are there."""
    for recommendation in questionnaire.recommendations:
        if recommendation.blueprint in available and questions.at_least(
            questionnaire.scales, facts, recommendation.when
        ):
            return recommendation
    return Recommendation(available[0], {}, "it is the first one there is")


def _chosen(
    questionnaire: Questionnaire, answers: Mapping[str, str]
) -> list[tuple[Question, Choice]]:
    chosen = []
    for question in questionnaire.questions:
        choice = question.choice(answers.get(question.id, ""))
        if choice:
            chosen.append((question, choice))
    known = {question.id for question, _ in chosen}
    offered = {
        question.id: [c.id for c in question.choices] for question in questionnaire.questions
    }
    wrong = [
        with_meant(f"answers.{id}: {given!r} is no choice.", given, offered.get(id, ()))
        for id, given in answers.items()
        if id not in known
    ]
    if wrong:
        raise WrongAnswers(wrong)
    return chosen


def _facts(scales: Scales, chosen: Iterable[Choice]) -> dict[str, Fact]:
    facts = {name: scale[0] for name, scale in scales.items()}
    for choice in chosen:
        for name, value in choice.facts.items():
            facts[name] = max(facts[name], value, key=scales[name].index)
    return facts


def contradictions(questionnaire: Questionnaire, assessment: Assessment) -> list[str]:
    """What the blueprint does although the answers say that the app does not, and what to do."""
    return [
        line
        for need in questionnaire.blueprint_needs
        if need.blueprint == assessment.blueprint
        for line in _below(questionnaire, assessment, need)
    ]


def _below(
    questionnaire: Questionnaire, assessment: Assessment, need: Recommendation
) -> Iterator[str]:
    for fact, least in need.when.items():
        scale = questionnaire.scales[fact].index
        for question in questionnaire.questions:
            enough = _enough(questionnaire, question, fact, least)
            if enough and scale(assessment.facts[fact]) < scale(least):
                yield (
                    f"answers.{question.id} is {assessment.answers.get(question.id)}, and "
                    f"{need.blueprint} {need.because}. Choose one of: {', '.join(enough)}; "
                    "or start from another blueprint."
                )


def _enough(
    questionnaire: Questionnaire, question: Question, fact: str, least: bool | str
) -> list[str]:
    """The choices that say at least so much of a fact; none where the question is not about it."""
    scale = questionnaire.scales[fact].index
    return [
        choice.id
        for choice in question.choices
        if fact in choice.facts and scale(choice.facts[fact]) >= scale(least)
    ]


def on_offer(questionnaire: Questionnaire, question: Question, blueprint: object) -> list[str]:
    """The choices of a question that do not contradict what a blueprint does."""
    offered = [choice.id for choice in question.choices]
    for need in questionnaire.blueprint_needs:
        for fact, least in need.when.items() if need.blueprint == blueprint else ():
            enough = _enough(questionnaire, question, fact, least)
            offered = [choice for choice in offered if choice in enough] if enough else offered
    return offered


def _speaking_for(
    found: Mapping[str, object], key: str, scales: Scales, source: str
) -> tuple[Recommendation, ...]:
    """Blueprints with the facts that speak for them; none where the key is left out."""
    entries = shape.sequence(found[key], f"{source}: {key}") if key in found else []
    return tuple(
        questions.parse_recommendation(entry, scales, f"{source}: {key}") for entry in entries
    )


def _highest(tiers: Iterable[str]) -> str:
    """The high-water mark: never a sum or a mean, so mild answers cannot dilute a severe one."""
    return max(tiers, key=TIERS.index, default=TIERS[0])


def _because_answered(question: Question, choice: Choice) -> Reason:
    about = f" about {question.about}" if choice.id == UNKNOWN else ""
    return Reason("answer", question.id, choice.tier, f"you said “{choice.label}”{about}")


def _because_blueprint(questionnaire: Questionnaire, blueprint: str | None) -> list[Reason]:
    if blueprint is None:
        return []
    if blueprint not in questionnaire.blueprint_floor:
        meant = did_you_mean(blueprint, questionnaire.blueprint_floor)
        raise BadPolicy(
            f"questionnaire.yaml: blueprint_floor has no tier for {blueprint}. "
            f"{meant or 'Add the blueprint.'}"
        )
    floor = questionnaire.blueprint_floor[blueprint]
    return [Reason("blueprint", blueprint, floor, f"every {blueprint} app starts at {floor}")]
