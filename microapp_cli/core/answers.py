"""What a person tells us about an app, read strictly: all that is wrong is said at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from microapp_cli.core import plain_text
from microapp_cli.core.controls import Controls, RequiredControls, required
from microapp_cli.core.errors import WrongAnswers
from microapp_cli.core.meant import did_you_mean, near
from microapp_cli.core.plain_text import quoted
from microapp_cli.core.questionnaire import Questionnaire, assess, contradictions, on_offer
from microapp_cli.core.shape import kind_of

FIELDS = (
    *("name", "title", "purpose", "owner", "backup_owner"),
    *("blueprint", "runtime", "ci", "answers"),
)
PERSON_FIELDS = ("name", "email", "team")
MAX_LINE = 80
MAX_PURPOSE = 300
PURPOSE_MIN_CHARS = 30
_MOST_UNKNOWN_KEYS = 10
NEAR = 0.6

MISSING = {
    "name": f"Give the app a name: {plain_text.SLUG_WORDS}, such as leave-helper",
    "title": "Say in a few words what people call the app",
    "purpose": f"Say in {PURPOSE_MIN_CHARS} to {MAX_PURPOSE} characters what it does, and for whom",
    "owner": "Give the name, email and team of the person who answers for this app",
    "owner.name": "Give the name of the person who answers for this app",
    "owner.email": "Add the address of the person who answers for this app",
    "owner.team": "Name the team the owner works in",
    "backup_owner.name": "Give the name of the person who stands in for the owner",
    "backup_owner.email": "Add the address of the person who stands in for the owner",
    "backup_owner.team": "Name the team the backup owner works in",
    "answers": "Answer the security questions",
}


@dataclass(frozen=True)
class Person:
    """Someone who answers for an app."""

    name: str
    email: str
    team: str


@dataclass(frozen=True)
class Answers:
    """Everything `microapp new` needs to know."""

    name: str
    title: str
    purpose: str
    owner: Person
    backup_owner: Person | None
    blueprint: str
    runtime: str
    ci: str
    answers: Mapping[str, str]


def parse_answers(
    raw: object,
    questionnaire: Questionnaire,
    *,
    blueprints: Sequence[str],
    runtimes: Sequence[str],
    cis: Sequence[str],
    controls: Controls | None = None,
) -> Answers:
    """The answers, or WrongAnswers with every problem; with `controls`, the tier's demands too."""
    form = _Form([], _deeper(questionnaire))
    found = form.mapping("", raw, FIELDS)
    answers = Answers(
        name=form.line("name", found.get("name")),
        title=form.line("title", found.get("title")),
        purpose=form.line("purpose", found.get("purpose")),
        owner=form.person("owner", found.get("owner")) or Person("", "", ""),
        backup_owner=form.person("backup_owner", found.get("backup_owner")),
        blueprint=form.choice("blueprint", found.get("blueprint"), blueprints),
        runtime=form.choice("runtime", found.get("runtime"), runtimes),
        ci=form.choice("ci", found.get("ci"), cis),
        answers=form.questions(found.get("answers"), questionnaire, found.get("blueprint")),
    )
    if controls and answers.blueprint and all(answers.answers.values()):
        assessment = assess(questionnaire, answers.answers, answers.blueprint)
        form.problems.extend(contradictions(questionnaire, assessment))
        form.problems.extend(_demands(answers, required(controls, assessment)))
    if form.problems:
        raise WrongAnswers(form.problems)
    return answers


def check_people(answers: Answers, controls: RequiredControls) -> None:
    """WrongAnswers when the tier asks for a backup owner or a longer purpose."""
    problems = _demands(answers, controls)
    if problems:
        raise WrongAnswers(problems)


def misplaced(raw: Mapping[str, object], questionnaire: Questionnaire) -> list[str]:
    """What no later answer can mend: unknown keys, and text where a mapping belongs."""
    form = _Form([], _deeper(questionnaire))
    form.mapping("", raw, FIELDS)
    inner = {"answers": [question.id for question in questionnaire.questions]}
    for field in ("owner", "backup_owner", "answers"):
        if raw.get(field) is not None:
            form.mapping(field, raw[field], inner.get(field, PERSON_FIELDS))
    return form.problems


def line_problem(field: str, value: str) -> str | None:
    """What is wrong with the text of one field, as the prompt and the parser both say it."""
    check = _CHECKS.get(field.rpartition(".")[2] if field.endswith(".email") else field)
    return check(value.strip()) if check else plain_text.line_problem(value, at_most=MAX_LINE)


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "name": plain_text.slug_problem,
    "email": plain_text.email_problem,
    "purpose": lambda text: plain_text.line_problem(
        text, at_least=PURPOSE_MIN_CHARS, at_most=MAX_PURPOSE
    ),
}


@dataclass(frozen=True)
class _Form:
    """Reads values of any kind; what is wrong goes to `problems`, and reading goes on."""

    problems: list[str]
    deeper: Mapping[str, str]
    """Where a key belongs that somebody writes at the top: `data` is `answers.data`."""

    def mapping(self, field: str, value: object, keys: Sequence[str]) -> Mapping[object, object]:
        if not isinstance(value, Mapping):
            wanted = ", ".join(keys)
            self._report(
                field or "The answers", f"must be a mapping with {wanted}, not {kind_of(value)}"
            )
            return {}
        unknown = [key for key in value if key not in keys]
        for key in unknown[:_MOST_UNKNOWN_KEYS]:
            hint = _hint(key, keys, {} if field else self.deeper)
            self._report(_path(field, key), f"is not asked for. {hint}")
        if len(unknown) > _MOST_UNKNOWN_KEYS:
            self._report(field or "The answers", f"hold {len(unknown)} keys not asked for")
        return value

    def line(self, field: str, value: object) -> str:
        if value is None or value == "":
            self._report(field, f"is missing. {MISSING[field]}")
        elif not isinstance(value, str):
            cure = "Write one line" if isinstance(value, list | Mapping) else "Put it in quotes"
            self._report(field, f"must be text, not {kind_of(value)}. {cure}")
        else:
            problem = line_problem(field, value.strip())
            if problem:
                self._report(field, problem)
            return value.strip()
        return ""

    def person(self, field: str, value: object) -> Person | None:
        if value is None:
            if field in MISSING:
                self._report(field, f"is missing. {MISSING[field]}")
            return None
        found = self.mapping(field, value, PERSON_FIELDS)
        if not isinstance(value, Mapping):
            return None
        return Person(*(self.line(f"{field}.{key}", found.get(key)) for key in PERSON_FIELDS))

    def choice(
        self, field: str, value: object, choices: Sequence[str], offered: Sequence[str] = ()
    ) -> str:
        """One of the choices; where it is none, only those that are `offered` are named."""
        if isinstance(value, str) and value in choices:
            return value
        offered = offered or choices
        offer = f"Choose one of: {', '.join(offered)}."
        if value is None or value == "":
            self._report(field, f"is missing. {offer}")
        elif isinstance(value, str):
            near_by = did_you_mean(value, offered, at_least=NEAR)
            words = (f"{quoted(value)} is not on offer.", near_by, offer)
            self._report(field, " ".join(filter(None, words)))
        else:
            self._report(field, f"must be a word, not {kind_of(value)}. {offer}")
        return ""

    def questions(
        self, value: object, questionnaire: Questionnaire, blueprint: object
    ) -> dict[str, str]:
        if value is None:
            value = {}
        found = self.mapping("answers", value, [q.id for q in questionnaire.questions])
        if not isinstance(value, Mapping):
            return {question.id: "" for question in questionnaire.questions}
        return {
            question.id: self.choice(
                f"answers.{question.id}",
                found.get(question.id),
                [choice.id for choice in question.choices],
                on_offer(questionnaire, question, blueprint),
            )
            for question in questionnaire.questions
        }

    def _report(self, field: str, problem: str) -> None:
        separator = ": " if problem.startswith(("'", '"')) else " "
        end = "" if problem.endswith((".", "?")) else "."
        self.problems.append(f"{field}{separator}{problem}{end}")


def _demands(answers: Answers, controls: RequiredControls) -> list[str]:
    problems = []
    backup = controls.get("identity.backup_owner")
    if backup and backup.value == "required" and answers.backup_owner is None:
        problems.append(
            "backup_owner is missing. Give the name, email and team of the person who stands in "
            f"for the owner, because {backup.because}."
        )
    if answers.backup_owner and _same_address(answers.backup_owner, answers.owner):
        problems.append("backup_owner.email is the owner's. Name a second person.")
    purpose = controls.get("identity.purpose_min_chars")
    least = purpose.value if purpose and isinstance(purpose.value, int) else PURPOSE_MIN_CHARS
    if PURPOSE_MIN_CHARS <= len(answers.purpose) < least:
        problems.append(f"purpose must have {least} characters or more. Say a little more.")
    return problems


def _same_address(one: Person, other: Person) -> bool:
    return bool(one.email) and one.email.casefold() == other.email.casefold()


def _path(field: str, key: object) -> str:
    name = key if isinstance(key, str) and key.isidentifier() and len(key) <= 40 else None
    shown = name or (quoted(key) if isinstance(key, str) else f"A key that is {kind_of(key)}")
    return f"{field}.{shown}" if field else shown


def _hint(key: object, keys: Sequence[str], deeper: Mapping[str, str]) -> str:
    meant = near(key, {*keys, *deeper}, at_least=NEAR) if isinstance(key, str) else ""
    if meant:
        return f"Did you mean {deeper.get(meant, meant)}?"
    return f"Remove it; known are: {', '.join(keys)}"


def _deeper(questionnaire: Questionnaire) -> dict[str, str]:
    asked = {question.id: f"answers.{question.id}" for question in questionnaire.questions}
    return {"email": "owner.email", "team": "owner.team", **asked}
