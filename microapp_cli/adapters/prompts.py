"""The conversation of `microapp new`: who, what, why, five questions and what answers bring."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microapp_cli.adapters.keyboard import STOPPED, Option, line, pick, say
from microapp_cli.core import explanation
from microapp_cli.core.answers import line_problem, misplaced, parse_answers
from microapp_cli.core.controls import RequiredControls, required
from microapp_cli.core.errors import Cancelled, WrongAnswers
from microapp_cli.core.plain_text import quoted
from microapp_cli.core.policies import Policies
from microapp_cli.core.questionnaire import (
    UNKNOWN,
    Assessment,
    Question,
    assess_so_far,
    recommend,
)

INTRO = (
    "Five questions decide how this app is protected; it takes about a minute.",
    "Nothing is written before you confirm at the end. Ctrl-C stops.",
)
LINES = {
    "owner.name": "Who answers for the app? Name:",
    "owner.email": "Their e-mail:",
    "owner.team": "Their team:",
    "name": "What is the app called? (a-z, 0-9 and -, as its folder will be)",
    "title": "What do people call it?",
    "purpose": "Why is it there: what does it do, and for whom?",
    "backup_owner.name": "Who stands in for the owner? Name:",
    "backup_owner.email": "Their e-mail:",
    "backup_owner.team": "Their team:",
}
OWNER = ("owner.name", "owner.email", "owner.team")
BACKUP_OWNER = ("backup_owner.name", "backup_owner.email", "backup_owner.team")


def ask(
    policies: Policies,
    given: Mapping[str, Any],
    *,
    blueprints: Sequence[str],
    runtimes: Sequence[str],
    cis: Sequence[str],
    taken: Callable[[str], str] = lambda _: "",
) -> dict[str, Any]:
    """Complete answers; what is given already, and right, is not asked again.

    `taken` says why a name is not free, or nothing: rather at its question than after all of them.
    """
    problems = misplaced(given, policies.questionnaire)
    if problems:
        raise WrongAnswers(problems)
    talk = _Conversation(policies, copy.deepcopy(dict(given)), blueprints, runtimes, cis, taken)
    talk.ask_all()
    while not talk.is_confirmed():
        talk.change_one()
    return talk.raw


@dataclass(frozen=True)
class _Conversation:
    policies: Policies
    raw: dict[str, Any]
    blueprints: Sequence[str]
    runtimes: Sequence[str]
    cis: Sequence[str]
    taken: Callable[[str], str]

    def ask_all(self) -> None:
        say(*INTRO, "")
        self.raw.setdefault("backup_owner", None)
        for field in (*OWNER, "name", "title", "purpose"):
            self.ensure_line(field)
        for question in self.policies.questionnaire.questions:
            self.ensure_answer(question)
        if self.raw.get("blueprint") not in self.blueprints:
            self.ask_blueprint()
        if self.raw.get("runtime") not in self.runtimes:
            self.ask_pick("runtime", "Where does it run?", self.runtimes)
        if self.raw.get("ci") not in self.cis:
            self.ask_pick("ci", "Which CI system checks it?", self.cis)
        self.ensure_backup_owner()

    def ensure_line(self, field: str) -> None:
        value = self._get(field)
        if value is None:
            self.ask_line(field)
            return
        problem = self._line_problem(field, value) if isinstance(value, str) else "must be text."
        if problem:
            say(f"{field}: {problem}")
            self.ask_line(field)

    def ask_line(self, field: str) -> None:
        default = self._get(field)
        if field == "title" and default is None:
            default = str(self.raw["name"]).replace("-", " ").capitalize()
        is_typable = isinstance(default, str) and default.isprintable()
        answer = line(
            LINES[field],
            default=str(default) if is_typable else "",
            check=lambda text: self._line_problem(field, text),
        )
        self._put(field, answer)

    def ensure_answer(self, question: Question) -> None:
        value = self._answers.get(question.id)
        if isinstance(value, str) and question.choice(value):
            return
        if value is not None:
            say(f"answers.{question.id}: {quoted(str(value))} is not a choice.")
            del self._answers[question.id]
        self.ask_answer(question)

    def ask_answer(self, question: Question) -> None:
        before = self._assess()
        asked = self.policies.questionnaire.questions
        # The file runs from mild to severe; a person looks for "I don't know" at the end.
        choices = sorted(question.choices, key=lambda choice: choice.id == UNKNOWN)
        say("", f"{asked.index(question) + 1} of {len(asked)}. {question.why}")
        options = [Option(choice.id, choice.label) for choice in choices]
        answer = pick(question.text, options, default=self._answers.get(question.id))
        self._put(f"answers.{question.id}", answer)
        self._show_consequence(before)

    def ask_blueprint(self) -> None:
        before = self._assess()
        best = recommend(self.policies.questionnaire, before.facts, self.blueprints)
        others = [name for name in self.blueprints if name != best.blueprint]
        recommended = f"{best.blueprint} (recommended, because {best.because})"
        options = [Option(best.blueprint, recommended), *(Option(name, name) for name in others)]
        self._put("blueprint", pick("Which blueprint does it start from?", options))
        if self._assess().tier != before.tier:
            self._show_consequence(before)

    def ask_pick(self, field: str, message: str, offered: Sequence[str]) -> None:
        options = [Option(name, name) for name in offered]
        self._put(field, offered[0] if len(offered) == 1 else pick(message, options))

    def ensure_backup_owner(self) -> None:
        backup = self._required().get("identity.backup_owner")
        is_given = self.raw.get("backup_owner") is not None
        is_required = backup is not None and backup.value == "required"
        if backup and is_required and not is_given:
            say("", f"A second person must be able to stand in, because {backup.because}.")
        for field in BACKUP_OWNER if is_required or is_given else ():
            self.ensure_line(field)

    def is_confirmed(self) -> bool:
        problems = self._show_summary()
        options = [
            *([] if problems else [Option("write", "Yes, write the repository")]),
            Option("change", "Change an answer"),
            Option("show", "Show every protection"),
            Option("stop", "Stop"),
        ]
        while True:
            match pick("Is this right?", options):
                case "write":
                    return True
                case "change":
                    return False
                case "stop":
                    raise Cancelled(STOPPED)
            say(*explanation.every_control(self._required()))

    def change_one(self) -> None:
        questions = {question.id: question for question in self.policies.questionnaire.questions}
        options = [
            *(
                Option(question.id, f"question: {question.about}")
                for question in questions.values()
            ),
            *(Option(field, _spoken(field)) for field in (*OWNER, "name", "title", "purpose")),
            *(Option(field, _spoken(field)) for field in BACKUP_OWNER if self.raw["backup_owner"]),
            Option("blueprint", "blueprint"),
            Option("ci", "ci"),
        ]
        field = pick("Which one?", options)
        if field in questions:
            self.ask_answer(questions[field])
        elif field == "blueprint":
            self.ask_blueprint()
        elif field == "ci":
            self.ask_pick("ci", "Which CI system checks it?", self.cis)
        else:
            self.ask_line(field)
        self.ensure_backup_owner()

    def _show_consequence(self, before: Assessment) -> None:
        say(*explanation.consequence(self.policies, before, self._assess()))

    def _show_summary(self) -> list[str]:
        lines = explanation.summary(self.policies, self.raw, self._assess())
        problems = self._problems()
        say("", *lines, *problems, "")
        return problems

    def _problems(self) -> list[str]:
        """What still stands between these answers and a repository."""
        try:
            parse_answers(
                self.raw,
                self.policies.questionnaire,
                blueprints=self.blueprints,
                runtimes=self.runtimes,
                cis=self.cis,
                controls=self.policies.controls,
            )
        except WrongAnswers as wrong:
            return list(wrong.problems)
        return [explanation.denied_line(denial) for denial in self._assess().denied]

    def _line_problem(self, field: str, text: str) -> str | None:
        owner = str(self._get("owner.email")).casefold()
        if field == "backup_owner.email" and text.strip().casefold() == owner:
            return "This is the owner. Name a second person."
        problem = line_problem(field, text.strip())
        if field == "name" and not problem:
            return self.taken(text.strip()) or None
        return problem

    @property
    def _answers(self) -> dict[str, str]:
        return self.raw.setdefault("answers", {}) or {}

    def _assess(self) -> Assessment:
        known = {
            question.id: answer
            for question in self.policies.questionnaire.questions
            if isinstance(answer := self._answers.get(question.id), str) and question.choice(answer)
        }
        blueprint = self.raw.get("blueprint")
        return assess_so_far(
            self.policies.questionnaire, known, blueprint if blueprint in self.blueprints else None
        )

    def _required(self) -> RequiredControls:
        return required(self.policies.controls, self._assess())

    def _get(self, field: str) -> object:
        place, _, key = field.rpartition(".")
        return (self.raw.get(place) or {}).get(key) if place else self.raw.get(key)

    def _put(self, field: str, value: str) -> None:
        place, _, key = field.rpartition(".")
        if place and not self.raw.get(place):
            self.raw[place] = {}
        (self.raw[place] if place else self.raw)[key] = value


def _spoken(field: str) -> str:
    return field.replace("_", " ").replace(".", ": ")
