"""Asks providers in turn: timeouts, retries with jitter, fallback, and a circuit breaker."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Callable, Hashable, Mapping, Sequence
from contextlib import aclosing
from typing import NamedTuple

from microapp_kit.errors import Refusal
from microapp_llm.dialect import NOT_AGAIN
from microapp_llm.models import Model
from microapp_llm.providers.asking import (
    ALIVE,
    KEY_REFUSED,
    NO_SUCH_MODEL,
    Ask,
    Body,
    Provider,
    ProviderFailed,
    nobody_hears,
)
from microapp_llm.providers.breaker import Breaker
from microapp_llm.providers.http import TOTAL_SECONDS
from microapp_llm.providers.reasons import FILTER, LENGTH, MONEY
from microapp_llm.providers.spelling import SpelledStream, spelled_answer

log = logging.getLogger("microapp")
TRIES = 3
TOO_LONG = "answer_too_long"
TELL_THE_OWNER = (
    "That is no fault of your request, and trying again does not help. Tell the owner of this app."
)
NOT_ASKED = ProviderFailed("No provider may be asked now.")
LEFT = (GeneratorExit, asyncio.CancelledError)  # who asked wants no more
FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0
LEAST_TOLD = 5  # seconds that a caller is told to wait
TICKS = 16  # of a silence that are told apart


def _nobody_notes(model: Model | None) -> None:
    """Note nothing of who is asked."""


class Question(NamedTuple):
    """What is asked of whom.

    `note` is told whom each try asks, and None once a provider has refused; `seconds` are as long
    as a try may take, if that is less than any may.
    """

    models: Sequence[Model]
    body: Body
    request_id: str
    who: Hashable = None
    note: Callable[[Model | None], None] = _nobody_notes
    seconds: float | None = None


class Served(NamedTuple):
    """An answer, and the model that gave it."""

    model: Model
    body: Body


class Trying:
    """The providers of this app, asked until one answers or none is left."""

    def __init__(self, providers: Mapping[str, Provider], seconds: float) -> None:
        self._providers = providers
        self._seconds = seconds
        self._breaker = Breaker()

    def rests(self, alias: str) -> bool:
        """Tell whether a model's provider is left alone now, as it kept failing."""
        return self._breaker.rests(alias)

    async def whole(self, question: Question) -> Served:
        """Give the answer of the first model that gives one."""
        models, body, request_id, who, note, seconds = question
        longest = min(seconds or self._seconds, self._seconds)
        told: ProviderFailed | None = None
        for model in models:
            is_counted = False  # at most one failure of a call counts against a model
            for number in range(TRIES):
                if not self._breaker.lets(model.alias, who):
                    told = _to_tell(told, NOT_ASKED)
                    break
                since = self._breaker.clock()
                note(model)
                try:
                    async with asyncio.timeout(longest) as limit:
                        heard = _listening(limit, longest) if seconds is None else nobody_hears
                        ask = Ask(model, body, request_id, heard)
                        found = await self._providers[model.alias].whole(ask)
                except TimeoutError:
                    raise self._too_slow(model, who, since, longest) from None
                except ProviderFailed as error:
                    is_counted = self._note(model, error, who, since, is_counted)
                    told = _to_tell(told, error)
                    if error.spent:
                        raise broken_off(error) from None
                    note(None)
                    if not error.again or error.wait > LONGEST_WAIT:
                        break
                    await _wait(number, error.wait)
                    continue
                self._breaker.went_well(model.alias)
                return Served(model, spelled_answer(found, body))
        raise refusal_of(told or NOT_ASKED)

    async def stream(self, question: Question) -> AsyncGenerator[Served, None]:
        """Give the chunks of the first model that begins to answer; then there is no way back."""
        models, body, request_id, who, note, seconds = question
        longest = min(seconds or self._seconds, self._seconds)
        told: ProviderFailed | None = None
        for model in models:
            is_counted = False  # at most one failure of a call counts against a model
            for number in range(TRIES):
                if not self._breaker.lets(model.alias, who):
                    told = _to_tell(told, NOT_ASKED)
                    break
                note(model)
                begun, spelling = False, SpelledStream(body)
                since = self._breaker.clock()
                try:
                    asked = self._providers[model.alias].stream(Ask(model, body, request_id))
                    async with aclosing(asked) as chunks:
                        while (chunk := await _next(chunks, longest)) is not None:
                            if chunk is ALIVE:
                                continue  # it is still there
                            if not begun:
                                begun = True
                                self._breaker.spoke(model.alias)
                            yield Served(model, spelling.chunk(chunk))
                except TimeoutError:
                    raise self._too_slow(model, who, since, longest) from None
                except LEFT:
                    if begun:  # else it may be silent, which the next caller need not find out
                        self._breaker.told_nothing(model.alias)
                    raise
                except ProviderFailed as error:
                    is_counted = self._note(model, error, who, since, is_counted, has_begun=begun)
                    told = _to_tell(told, error)
                    if begun or error.spent:
                        raise broken_off(error) from None
                    note(None)
                    if not error.again or error.wait > LONGEST_WAIT:
                        break
                    await _wait(number, error.wait)
                    continue
                self._breaker.went_well(model.alias)
                return
        raise refusal_of(told or NOT_ASKED)

    def _too_slow(self, model: Model, who: Hashable, since: float, longest: float) -> Refusal:
        """Give up: what the provider did meanwhile may cost, and is not asked for twice.

        A time that is shorter than any may take tells nothing of the provider.
        """
        log.warning("The model %s did not answer in time.", model.alias)
        if longest < self._seconds:
            self._breaker.told_nothing(model.alias)
        else:
            self._breaker.failed_for(model.alias, who, since)
        text = "The provider of this model did not answer in time, and may have to be paid."
        return Refusal(503, "provider_timeout", text)

    def _note(
        self,
        model: Model,
        failure: ProviderFailed,
        who: Hashable,
        since: float,
        is_counted: bool,
        *,
        has_begun: bool = False,
    ) -> bool:
        """Log a failure, and count it unless one of this call is; tell whether one is now."""
        if failure.must_be_mended:
            log.error("%s", _to_mend(model, failure))
        else:
            log.warning("The model %s failed: %s", model.alias, failure)
        if not failure.is_for_all and not failure.is_error:
            self._breaker.spoke(model.alias)
            self._breaker.told_nothing(model.alias)
            return is_counted
        if is_counted:
            return True
        if failure.is_for_all and has_begun:
            self._breaker.broke_off_for(model.alias, who)
        elif failure.is_for_all:
            self._breaker.failed(model.alias)
        else:
            self._breaker.failed_for(model.alias, who, since)
        return True


def _to_mend(model: Model, failure: ProviderFailed) -> str:
    """Give what the log says of what only people can mend; the key itself is no part of it."""
    alias, status = model.alias, failure.status
    if failure.reason == MONEY:
        whose = f"of the key in {model.key}" if model.key else "that it asks for"
        return (
            f"The provider wants money for the model {alias} ({status}). "
            f"Fill up the account {whose} at this provider."
        )
    if status in NO_SUCH_MODEL:
        return (
            f"The provider does not have {model.model!r}, which the model {alias} asks for "
            f"({status}). Correct model or base_url of {alias} in models.yaml."
        )
    if status not in KEY_REFUSED:
        return (
            f"The provider of the model {alias} sends elsewhere ({status}), where the key must not "
            f"go. Correct base_url of {alias} in models.yaml."
        )
    if not model.key:
        return (
            f"The provider of the model {alias} refuses to be asked without a key ({status}). "
            f"Name the variable with its key as key of {alias} in models.yaml."
        )
    return (
        f"The provider refuses the key of the model {alias} ({status}). "
        f"Put one that may use this model into {model.key}, and start again."
    )


def _to_tell(before: ProviderFailed | None, now: ProviderFailed) -> ProviderFailed:
    """Give what a caller is told of two failures: what may pass rather than what will not."""
    if before is None or before.must_be_mended:
        return now
    return before if now.must_be_mended or now is NOT_ASKED else now


def refusal_of(failure: ProviderFailed) -> Refusal:
    """Give what a caller gets when no provider answers; the inside of it is for the log."""
    if failure.too_long:
        text = "The model answered far more than was asked for, so its answer is not read."
        return Refusal(422, TOO_LONG, text)
    if failure.reason == LENGTH:
        text = (
            "This model's maximum context length is less than the request and the answer asked "
            "for take together. Send less, or ask for a shorter answer."
        )
        return Refusal(422, "context_length_exceeded", text)
    if failure.reason == FILTER:
        text = "The filter of this model's provider does not let this text through. Reword it."
        return Refusal(422, "refused_by_provider", text)
    if failure.status in (400, 413, 422) and not failure.must_be_mended:
        text = "The provider of this model does not take this request."
        return Refusal(422, "refused_by_provider", text)
    if failure.status == 429 and not failure.must_be_mended:
        text = "The provider of this model is busy. Try again later."
        return Refusal(503, "provider_busy", text, headers=_later(failure))
    if failure.must_be_mended:
        text = f"{_lasting(failure)} {TELL_THE_OWNER}"
        return Refusal(503, "provider_unavailable", text, headers=NOT_AGAIN)
    text = "The provider of this model does not answer. Try again later."
    return Refusal(503, "provider_unavailable", text, headers=_later(failure))


def _later(failure: ProviderFailed) -> dict[str, str]:
    return {"Retry-After": str(max(LEAST_TOLD, failure.wait))}


def _lasting(failure: ProviderFailed) -> str:
    """Say what stays so until somebody mends it."""
    if failure.reason == MONEY:
        return "This app's account at the provider of this model is used up."
    if failure.status in NO_SUCH_MODEL:
        return "The provider of this model does not have it."
    return "This app's own access to this model is refused."


def broken_off(failure: ProviderFailed) -> Refusal:
    """Give what a caller gets for an answer that cannot be used: it may cost all the same."""
    if failure.too_long:
        return refusal_of(failure)
    text = "The provider of this model broke off, or gave no answer that can be read."
    return Refusal(503, "provider_broke_off", text)


def _listening(limit: asyncio.Timeout, seconds: float) -> Callable[[], None]:
    """Give what is told that more of an answer has come, so that its silence begins anew."""
    clock = asyncio.get_running_loop().time
    until = clock() + TOTAL_SECONDS

    def heard() -> None:
        when = min(clock() + seconds, until)
        if when - (limit.when() or when) > seconds / TICKS and not limit.expired():
            limit.reschedule(when)

    return heard


async def _next(chunks: AsyncGenerator[Body, None], seconds: float) -> Body | None:
    """Give the next chunk, or none at the end; a silent provider has timed out."""
    async with asyncio.timeout(seconds):
        return await anext(chunks, None)


async def _wait(number: int, least: float) -> None:
    """Wait a random time, of which the most doubles with each try, and as long as is asked for."""
    most = min(LONGEST_WAIT, FIRST_WAIT * 2**number)
    await asyncio.sleep(least + random.uniform(most / 2, most))  # noqa: S311  (jitter, no secret)
