"""Runs cases: renders each, finds or asks for its answer, and judges it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from microapp_kit.errors import Refusal
from microapp_kit.redaction import redact
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.assertions import Judge
from microapp_llm.evals.cassettes import Cassettes, MissingAnswer, key_of
from microapp_llm.evals.model import (
    NO_MODEL,
    Answered,
    Ask,
    Case,
    Evals,
    Examples,
    NoProxy,
    Outcome,
    Question,
)
from microapp_llm.prompts.model import Example
from microapp_llm.prompts.prompt import Prompt

AT_ONCE = 4
SECONDS = 180
JUDGED = (  # the proxy looked at the words of the question or of the answer, and refused them
    *("blocked", "answer_held_back", "answer_not_as_asked", "answer_too_long"),
    *("context_length_exceeded", "refused_by_provider"),
)
NOT_LET_IN = ("unauthenticated", "app_unknown", "app_inactive")  # whatever the question is
HINTS = {"unknown_prompt": " It reads prompts/ at its start: start it anew with these prompts."}
HOW_TO_GET_IN = "Put a token in it that the proxy at EVALS_URL takes."
HOW_TO_RECORD = "Record it: python -m app.evals --record"


@dataclass(frozen=True, slots=True)
class Run:
    """One prompt version on one model, with the cases to run."""

    evals: Evals
    prompt: Prompt
    model: str

    @classmethod
    def of(cls, evals: Evals, prompt: Prompt | None = None, model: str | None = None) -> Run:
        """Give the run that a file asks for, or the same with another version or model."""
        prompt = prompt or evals.prompt
        return cls(evals, prompt, model or evals.told.model or prompt.model or NO_MODEL)


class Runner:
    """Gets answers from cassettes, or live; `record` keeps live ones.

    `words` are those of the command that say which runs it makes, so that an answer which is
    missing comes with the command that records it.
    """

    def __init__(
        self, cassettes: Cassettes, judge: Judge, ask: Ask | None, record: bool, words: str = ""
    ) -> None:
        self._cassettes = cassettes
        self._judge = judge
        self._ask = ask
        self._record = record
        self._how_to_record = f"{HOW_TO_RECORD} {words}".strip()

    async def run(self, runs: Sequence[Run]) -> list[Outcome]:
        """Run every case of every run, a few at once; none when the proxy lets nobody in."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(run: Run, case: Case) -> Outcome:
            async with gate:
                return await self._one(run, case)

        if self._record:
            self._cassettes.open()
        try:
            return await asyncio.gather(
                *(one(r, case) for r in runs for case in r.evals.told.cases)
            )
        finally:
            if self._record:
                self._cassettes.save()  # also those that were paid before the proxy went away

    async def _one(self, run: Run, case: Case) -> Outcome:
        wrong: list[str] = []
        said, tokens, is_missing = "", 0, False
        try:
            answer = await self._answer(run, case)
        except Refusal as refusal:
            told = [f"{detail.field}: {detail.message}" for detail in refusal.details]
            wrong = [f"variables: {what}" for what in told or [refusal.message]]
        except MissingAnswer as missing:
            wrong, is_missing = [f"{missing}. {self._how_to_record}"], True
        except NoProxy as error:
            raise CannotStart(f"The model cannot be asked: {error}.") from None
        except (TimeoutError, OSError) as error:
            wrong = [f"the model cannot be asked: {error or type(error).__name__}"]
            is_missing = True
        else:
            wrong = self._judge.wrong(answer, case.expect, run.prompt.output_schema)
            said, tokens = answer.text, self._judge.count_tokens(answer.text)
        told_of = (run.evals.file, case.name, run.prompt.id, run.prompt.version, run.model)
        sent = self._sent(run, case)
        return Outcome(*told_of, tuple(wrong), tokens, redact(said), sent, is_missing)

    def _sent(self, run: Run, case: Case) -> int:
        """Count the tokens of the rendered prompt; none where the values do not fit it."""
        try:
            messages = run.prompt.render(case.variables).messages
        except Refusal:
            return 0
        return sum(self._judge.count_tokens(message["content"]) for message in messages)

    async def _answer(self, run: Run, case: Case) -> Answered:
        question = Question(run.prompt, case.variables, run.model)
        where = (run.prompt.id, run.prompt.version, run.model, case.name)
        key = key_of(question.asked())
        if self._ask is None:
            return self._cassettes.find(*where, key)
        answer = await _asked(self._ask, question)
        if self._record:
            self._cassettes.keep(*where, key, answer)
        return answer


async def _asked(ask: Ask, question: Question) -> Answered:
    try:
        async with asyncio.timeout(SECONDS):
            return Answered(await ask(question))
    except Refusal as refusal:
        if refusal.code in NOT_LET_IN:
            raise CannotStart(
                f"The proxy refuses the token in EVALS_TOKEN: {refusal.message} {HOW_TO_GET_IN}"
            ) from None
        if refusal.code not in JUDGED:
            hint = HINTS.get(refusal.code, "")
            raise OSError(f"{refusal.code}: {refusal.message}{hint}") from None
        return Answered("", refusal.code)


def examples_of(prompts: Sequence[Prompt]) -> Examples:
    """Run the tests inside prompt files, which need no model."""
    wrong: list[str] = []
    count = failed = 0
    for prompt in prompts:
        for example in prompt.tests:
            place = f"prompts/{prompt.id}.yaml, version {prompt.version}, {example.name}"
            found = [f"{place}: {what}" for what in _wrong_example(prompt, example)]
            count, failed = count + 1, failed + bool(found)
            wrong += found
    return Examples(count, failed, tuple(wrong))


def _wrong_example(prompt: Prompt, example: Example) -> list[str]:
    try:
        rendered = prompt.render(example.variables).messages
    except Refusal as refusal:
        told = "; ".join(f"{d.field}: {d.message}" for d in refusal.details)
        return [told or refusal.message]
    text = "\n".join(message["content"] for message in rendered)
    missing = [f"{words!r} is missing" for words in example.contains if words not in text]
    return missing + [f"{words!r} is there" for words in example.not_contains if words in text]
