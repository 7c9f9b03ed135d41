"""What may be one caller's doing closes a model to that caller alone, until several met it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import pytest

from microapp_kit.errors import Refusal
from microapp_llm.call import Caller
from microapp_llm.models import Model
from microapp_llm.money.prices import Price, Rates
from microapp_llm.providers import trying
from microapp_llm.providers.asking import ALIVE, Ask, Body, ProviderFailed
from microapp_llm.providers.breaker import FAILURES, Breaker
from microapp_llm.providers.trying import Question, Trying

SECONDS = 0.05
ANSWER = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Well."}}]}
CHUNK = {"choices": [{"index": 0, "delta": {"content": "Well"}}]}


class Longwinded:
    """A provider that never comes to an end where it is asked for a long answer."""

    async def whole(self, ask: Ask) -> Body:
        """Answer what is short."""
        if ask.body["long"]:
            await asyncio.sleep(9)
        return ANSWER

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Begin, and fall silent."""
        del ask
        yield CHUNK
        await asyncio.sleep(9)


MODEL = Model(
    alias="small",
    provider="openai",
    model="small",
    kind="chat",
    size="small",
    place="private",
    region="here",
    sensitivity_max="restricted",
    needs_approval=False,
    context=1000,
    max_output=100,
    price=Price(Rates(1, 1, 1, 1)),
    base_url="",
    key="",
    fallback=(),
    faults=(),
)


class Asking:
    """Callers of one model."""

    def __init__(self) -> None:
        self._trying = Trying({"small": Longwinded()}, SECONDS)

    async def whole(self, user: str, *, long: bool) -> str:
        """Ask, and give how it ended."""
        who = Caller("acme", "shop", user, ())
        try:
            await self._trying.whole(Question([MODEL], {"long": long, "messages": []}, "r", who))
        except Refusal as refusal:
            return refusal.code
        return "ok"

    async def stream(self, user: str) -> str:
        """Ask for a stream, and give how it ended."""
        who, body = Caller("acme", "shop", user, ()), {"long": True, "messages": []}
        try:
            async for _ in self._trying.stream(Question([MODEL], body, "r", who)):
                pass
        except Refusal as refusal:
            return refusal.code
        return "ok"


def played(story: Callable[[Asking], Awaitable[list[str]]]) -> list[str]:
    """Play a story."""

    async def told() -> list[str]:
        return await story(Asking())

    return asyncio.run(told())


class Thoughtful:
    """A provider that thinks for long, and says meanwhile that it is there."""

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Give signs of life, then the answer."""
        del ask
        for _ in range(6):
            await asyncio.sleep(SECONDS / 2)
            yield ALIVE
        yield CHUNK


@pytest.mark.parametrize("stream", [False, True])
def test_a_shorter_time_of_ones_own_ends_a_try_and_closes_the_model_to_nobody(stream: bool) -> None:
    async def story() -> list[str]:
        trying, told = Trying({"small": Longwinded()}, 5), []
        for _ in range(FAILURES + 1):
            body = {"long": True, "messages": []}
            try:
                if stream:
                    asked = trying.stream(Question([MODEL], body, "r", seconds=SECONDS))
                    told += ["chunk" async for _ in asked]
                else:
                    await trying.whole(Question([MODEL], body, "r", seconds=SECONDS))
            except Refusal as refusal:
                told.append(refusal.code)
        return [code for code in told if code != "chunk"]

    assert asyncio.run(story()) == ["provider_timeout"] * (FAILURES + 1)


def test_a_provider_that_says_it_is_still_there_has_not_fallen_silent() -> None:
    async def story() -> list[Body]:
        trying = Trying({"small": Thoughtful()}, SECONDS)  # type: ignore[dict-item]
        asked = trying.stream(Question([MODEL], {"messages": []}, "r"))
        return [served.body async for served in asked]

    (chunk,) = asyncio.run(story())
    assert chunk["choices"][0]["delta"] == {"content": "Well"}


def test_one_callers_long_answers_close_a_model_to_that_caller_alone() -> None:
    async def story(asking: Asking) -> list[str]:
        await asyncio.gather(*(asking.whole("ann", long=True) for _ in range(3 * FAILURES)))
        return [await asking.whole(who, long=False) for who in ("ann", "bob", "ann")]

    assert played(story) == ["provider_unavailable", "ok", "ok"]


def test_a_model_that_is_silent_to_several_callers_is_left_alone_by_all() -> None:
    async def story(asking: Asking) -> list[str]:
        users = [f"user-{n}" for n in range(FAILURES)]
        slow = await asyncio.gather(*(asking.whole(user, long=True) for user in users))
        return [*slow, await asking.whole("bob", long=False)]

    assert played(story) == ["provider_timeout"] * FAILURES + ["provider_unavailable"]


def test_time_that_runs_out_while_others_are_answered_tells_nothing_of_the_model() -> None:
    async def story(asking: Asking) -> list[str]:
        slow = [
            asyncio.create_task(asking.whole(f"user-{n}", long=True)) for n in range(2 * FAILURES)
        ]
        await asyncio.sleep(SECONDS / 2)
        quick = await asking.whole("bob", long=False)
        await asyncio.gather(*slow)
        return [quick, await asking.whole("user-0", long=False)]

    assert played(story) == ["ok", "ok"]


def test_a_stream_that_began_and_fell_silent_tells_nothing_of_the_model() -> None:
    async def story(asking: Asking) -> list[str]:
        users = [f"user-{n}" for n in range(2 * FAILURES)]
        slow = await asyncio.gather(*(asking.stream(user) for user in users))
        return [*set(slow), await asking.whole("user-0", long=False)]

    assert played(story) == ["provider_timeout", "ok"]


@pytest.mark.parametrize("probe_is_silent", [True, False])
def test_after_a_rest_the_first_who_asks_finds_out_whether_a_model_still_is_silent(
    probe_is_silent: bool,
) -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for n in range(FAILURES):
        breaker.failed_for("up", f"user-{n}", since=0.0)
    now += 31

    found = [breaker.lets("up", "ann"), breaker.lets("up", "bob")]
    if probe_is_silent:
        breaker.failed_for("up", "ann", since=now)
    else:
        breaker.went_well("up")
    found += [breaker.lets("up", "bob")]

    assert found == [True, False, not probe_is_silent]


class Stumbling:
    """A provider that stumbles over what one asks, and may have gone."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_gone = False

    async def whole(self, ask: Ask) -> Body:
        """Answer what is easy."""
        self._stumble(ask)
        return ANSWER

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Answer what is easy, in one piece."""
        self._stumble(ask)
        yield CHUNK

    def _stumble(self, ask: Ask) -> None:
        self.asked += 1
        if self.is_gone:
            raise ProviderFailed("The provider cannot be reached.")
        if ask.body["hard"]:
            raise ProviderFailed("The provider answered 500.", status=500)


class Stumbled:
    """Callers of one that stumbles, who try at once again."""

    def __init__(self, *, stream: bool) -> None:
        self.provider = Stumbling()
        self._trying = Trying({"small": self.provider}, 5)
        self._streams = stream

    async def ask(self, user: str, *, hard: bool = False) -> str:
        """Ask, and give how it ended."""
        who, body = Caller("acme", "shop", user, ()), {"hard": hard, "messages": []}
        question = Question([MODEL], body, "r", who)
        try:
            if self._streams:
                async with aclosing(self._trying.stream(question)) as chunks:
                    await anext(chunks)
                    await anext(chunks, None)
            else:
                await self._trying.whole(question)
        except Refusal as refusal:
            return refusal.code
        return "ok"


AWAY = "provider_unavailable"


@pytest.fixture(params=[False, True], ids=["whole", "stream"])
def stumbled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Stumbled:
    """Callers who get whole answers, or streams."""
    monkeypatch.setattr(trying, "FIRST_WAIT", 0.0)  # between tries
    return Stumbled(stream=request.param)


def test_a_call_that_fails_at_each_try_counts_once(stumbled: Stumbled) -> None:
    async def story() -> list[int]:
        asked = []
        for _ in range(FAILURES + 1):
            await stumbled.ask("ann", hard=True)
            asked.append(stumbled.provider.asked)
        return asked

    *tries, _ = [trying.TRIES * number for number in range(1, FAILURES + 1)]
    assert asyncio.run(story()) == [*tries, tries[-1] + 1, tries[-1] + 1]


def test_errors_that_one_caller_meets_close_a_model_to_that_caller_alone(
    stumbled: Stumbled,
) -> None:
    async def story() -> list[str]:
        for _ in range(3 * FAILURES):
            await stumbled.ask("ann", hard=True)
        return [await stumbled.ask(who) for who in ("ann", "bob")]

    assert asyncio.run(story()) == [AWAY, "ok"]


def test_errors_that_several_callers_meet_close_a_model_to_all(stumbled: Stumbled) -> None:
    async def story() -> list[int]:
        asked = []
        for number in range(FAILURES):
            await stumbled.ask(f"user-{number}", hard=True)
            asked.append(stumbled.provider.asked)
        return [*asked, int(await stumbled.ask("bob") == AWAY)]

    *tries, _ = [trying.TRIES * number for number in range(1, FAILURES + 1)]
    assert asyncio.run(story()) == [*tries, tries[-1] + 1, True]


@pytest.mark.parametrize("errors", [0, 1])
def test_a_provider_that_cannot_be_reached_is_left_alone_by_all(
    stumbled: Stumbled, errors: int
) -> None:
    async def story() -> list[str]:
        stumbled.provider.is_gone = True
        for _ in range(FAILURES - 1):
            await stumbled.ask("ann")
        still_asked = stumbled.provider.asked
        stumbled.provider.is_gone = not errors
        await stumbled.ask("ann", hard=True)
        stumbled.provider.is_gone = False
        return [str(still_asked), await stumbled.ask("bob")]

    assert asyncio.run(story()) == [str(trying.TRIES * (FAILURES - 1)), AWAY]
