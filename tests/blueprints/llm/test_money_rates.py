"""Token rates: exact in this process and on Redis, and all limits or none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml

from microapp_kit.errors import Refusal
from microapp_kit.limits import InProcessLimiter
from microapp_kit.limits_redis import RedisLimiter
from microapp_llm.money.rates import TokenRates
from tests.servers.llm import local, made, running_proxy
from tests.servers.redis_server import RedisServer

CHAT, REFUSED = "/v1/chat/completions", "microapp_limit_refusals_total"
DAILY = ("daily_tokens", "daily_tokens_app", "daily_tokens_user")
RATES = TokenRates.per_minute(user=1000, app=1500, org=60_000)


async def taken(
    limiter: InProcessLimiter | RedisLimiter,
    user: str,
    tokens: int,
    org: str = "acme",
    app: str = "shop",
) -> str:
    """Ask for tokens; give the limit that refused, or nothing."""
    verdict = await RATES.take(limiter, org=org, app=app, user=user, tokens=tokens)
    return "" if verdict.allowed else verdict.limit.name


def test_tokens_are_counted_and_a_refused_call_takes_none() -> None:
    limiter = InProcessLimiter(lambda: 10**12)

    async def story() -> list[str]:
        asked = [("ann", 900), ("ann", 200), ("bob", 601), ("bob", 600), ("eve", 1)]
        return [await taken(limiter, user, tokens) for user, tokens in asked]

    assert asyncio.run(story()) == ["", "user_tokens", "app_tokens", "", "app_tokens"]


def test_nobody_takes_the_tokens_of_another_organisation_by_a_name_with_a_blank() -> None:
    limiter = InProcessLimiter(lambda: 10**12)

    async def story() -> list[str]:
        theirs = await taken(limiter, "ann", 1000, org="acme shop", app="desk")
        ours = await taken(limiter, "shop ann", 1000, org="acme", app="shop desk")
        return [theirs, ours]

    assert asyncio.run(story()) == ["", ""]


def test_calls_at_once_share_one_count_on_redis(redis_server: RedisServer) -> None:
    async def story() -> list[str]:
        limiters = [RedisLimiter(redis_server.url, "llm") for _ in range(2)]
        calls = [taken(limiters[n % 2], "ann", 300) for n in range(40)]
        ends = await asyncio.gather(*calls)
        for limiter in limiters:
            await limiter.close()
        return list(ends)

    assert asyncio.run(story()).count("") == 3


def test_a_call_over_a_rate_of_tokens_is_counted_among_the_limits(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    manifest = yaml.safe_load((folder / "microapp.yaml").read_text())
    manifest["controls"]["quotas"] |= {name: {"value": 10**12} for name in DAILY}
    manifest["controls"]["models"]["max_output_tokens"] = {"value": 10_000_000}
    (folder / "microapp.yaml").write_text(yaml.safe_dump(manifest))
    huge = local("huge", context=100_000_000, max_output=10_000_000)
    said = {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 9_000_000}
    with running_proxy(folder, [huge]) as proxy:
        before = proxy.metric(REFUSED)

        answers = [proxy.ask("POST", CHAT, json={"model": "huge", **said}) for _ in range(12)]

        refused = [answer for answer in answers if answer.status_code == 429]
        assert "user_tokens" in refused[0].headers["RateLimit"]
        assert (before, proxy.metric(REFUSED)) == (0, len(refused))
        assert 'limit="org_tokens"} 0.0' in proxy.ask("GET", "/metrics").text


def test_a_call_that_no_wait_would_let_in_says_so() -> None:
    with pytest.raises(Refusal) as refused:
        RATES.check_size(1001)

    assert (refused.value.status, refused.value.code) == (413, "too_many_tokens")
