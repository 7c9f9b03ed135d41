"""Request limits shared by all processes of an app, kept in Redis."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from microapp_kit.errors import Refusal
from microapp_kit.limits import Check, Verdict, charges_of, judge
from microapp_kit.redis_link import RedisLink, RedisSilent

SECONDS_TO_ANSWER = 1.0

# The arithmetic of InProcessLimiter.hit_now. Whole microseconds stay below 2^53, so Lua's doubles
# are exact; the server's clock is the only one, so processes cannot disagree about the time.
GCRA = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local stored = redis.call('MGET', unpack(KEYS))
local answer, dues, admitted = {now}, {}, true
for i = 1, #KEYS do
  local charge, span = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  dues[i] = math.max(tonumber(stored[i] or '0'), now) + charge
  answer[i + 1] = now + span - dues[i]
  if answer[i + 1] < 0 then admitted = false end
end
if admitted then
  for i, key in ipairs(KEYS) do
    local alive = string.format('%.0f', math.ceil((dues[i] - now) / 1000))
    redis.call('SET', key, string.format('%.0f', dues[i]), 'PX', alive)
  end
end
return answer
"""


class RedisLimiter:
    """Limits for all processes that share one Redis; without its answer, requests are refused."""

    def __init__(self, url: str, app: str) -> None:
        self._link = RedisLink(url, seconds_to_answer=SECONDS_TO_ANSWER, retries=1)
        self._script = self._link.redis.register_script(GCRA)
        self._prefix = f"microapp:{{{app}}}:limit"  # braces: one slot of a Redis cluster

    async def hit(self, checks: Sequence[Check], weights: Sequence[int] = ()) -> Verdict:
        """Charge one request, or a weight for each limit, to every limit or to none."""
        keys = [f"{self._prefix}:{limit.name}:{key}" for limit, key in checks]
        charges = charges_of(checks, weights)
        pairs = zip(charges, checks, strict=True)
        numbers = [n for charge, (limit, _) in pairs for n in (charge, limit.span)]
        try:
            now, *slacks = await self._link.ask(lambda: self._script(keys=keys, args=numbers))
        except RedisSilent:
            raise Refusal(
                503,
                "unavailable",
                "The request limits cannot be checked right now. Try again shortly.",
                headers={"Retry-After": "5"},
            ) from None
        return judge(checks, slacks, now)

    def checks(self) -> Mapping[str, Callable[[], Awaitable[bool]]]:
        """Redis must answer: without it every request is refused."""
        return {"limits": self._answers}

    async def _answers(self) -> bool:
        try:
            return bool(await self._link.ask(self._link.redis.ping))
        except RedisSilent:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._link.close()
