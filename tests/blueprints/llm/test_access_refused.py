"""What only the owner of an app can mend at a provider is told as that, not as an outage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest

from microapp_kit.errors import Refusal
from microapp_llm.models import Model
from microapp_llm.providers.asking import Ask, Body, ProviderFailed
from microapp_llm.providers.breaker import FAILURES
from microapp_llm.providers.trying import Question, Trying
from tests.blueprints.llm.test_breaker import ANSWER, CHUNK, MODEL

REFUSED = replace(MODEL, alias="refused", key="LLM_KEY_MODELS", base_url="https://models.example")
OTHER = replace(MODEL, alias="other")
BODY: Body = {"messages": []}
TOLD = {
    401: "own access to this model is refused",
    403: "own access to this model is refused",
    307: "own access to this model is refused",
    402: "account at the provider of this model is used up",
    404: "provider of this model does not have it",
    410: "provider of this model does not have it",
}
"""What a provider answers → what a caller reads."""


class Failing:
    """A provider that answers with a status, and with 200 as it should."""

    def __init__(self, status: int, reason: str = "") -> None:
        self._status = status
        self._reason = reason

    async def whole(self, ask: Ask) -> Body:
        """Answer, or fail."""
        del ask
        self._check()
        return ANSWER

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Answer in one chunk, or fail."""
        del ask
        self._check()
        yield CHUNK

    def _check(self) -> None:
        if self._status != 200:
            why = f"The provider answered {self._status}."
            again = self._status == 500
            raise ProviderFailed(why, status=self._status, again=again, reason=self._reason)


async def _asked(trying: Trying, models: Sequence[Model], *, stream: bool) -> str:
    """Ask, and give the alias of the model that answered."""
    question = Question(models, BODY, "r")
    if stream:
        (alias,) = [served.model.alias async for served in trying.stream(question)]
        return alias
    return (await trying.whole(question)).model.alias


def asked(*statuses: int, stream: bool = False, times: int = 1, reason: str = "") -> str | Refusal:
    """Ask the models whose providers answer so, and give who answered or the last refusal."""
    models = [REFUSED, OTHER][: len(statuses)]
    pairs = zip(models, statuses, strict=True)
    providers = {model.alias: Failing(status, reason) for model, status in pairs}
    trying = Trying(providers, 5)

    async def told() -> str | Refusal:
        found: str | Refusal = ""
        for _ in range(times):
            try:
                found = await _asked(trying, models, stream=stream)
            except Refusal as refusal:
                found = refusal
        return found

    return asyncio.run(told())


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", TOLD)
@pytest.mark.parametrize("times", [1, FAILURES + 1])
def test_a_caller_is_told_that_waiting_does_not_help_and_whom_to_tell(
    status: int, stream: bool, times: int
) -> None:
    refusal = asked(status, stream=stream, times=times)

    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code) == (503, "provider_unavailable")
    assert TOLD[status] in refusal.message
    assert "trying again does not help. Tell the owner of this app" in refusal.message
    assert refusal.headers == {"X-Should-Retry": "false"}


@pytest.mark.parametrize("status", [401, 403])
def test_the_log_names_the_model_and_the_variable_of_its_key(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    asked(status)

    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    told = record.getMessage()
    assert "refuses the key of the model refused" in told
    assert "LLM_KEY_MODELS" in told


def test_the_log_names_the_address_of_a_model_that_is_elsewhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked(307)

    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "base_url" in record.getMessage()


def test_the_log_names_a_model_that_its_provider_does_not_have(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked(404)

    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    told = record.getMessage()
    assert f"does not have {REFUSED.model!r}, which the model refused asks for (404)" in told
    assert "Correct model or base_url of refused in models.yaml" in told


@pytest.mark.parametrize(("status", "reason"), [(402, ""), (429, "money"), (400, "money")])
def test_the_log_names_the_key_of_an_account_that_is_used_up(
    status: int, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked(status, reason=reason)

    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    told = record.getMessage()
    assert f"wants money for the model refused ({status})" in told
    assert "LLM_KEY_MODELS" in told


@pytest.mark.parametrize("reason", ["length", "filter"])
def test_what_only_one_request_meets_is_no_error_in_the_log(
    reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked(403, reason=reason)

    assert not [one for one in caplog.records if one.levelno == logging.ERROR]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", TOLD)
def test_another_model_answers_for_one_that_must_be_mended(status: int, stream: bool) -> None:
    assert asked(status, 200, stream=stream) == "other"


@pytest.mark.parametrize("statuses", [(401, 500), (500, 401), (404, 500), (500, 402)])
@pytest.mark.parametrize("times", [1, FAILURES + 1])
def test_an_outage_that_may_pass_is_told_before_what_must_be_mended(
    statuses: tuple[int, int], times: int
) -> None:
    refusal = asked(*statuses, times=times)

    assert isinstance(refusal, Refusal)
    assert refusal.headers["Retry-After"] == "5"
