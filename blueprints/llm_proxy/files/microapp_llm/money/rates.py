"""Token rates: how many tokens a minute a caller, an app and an org may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microapp_kit.errors import Refusal
from microapp_kit.limits import MINUTE, Check, Limit, Limiter, Verdict


@dataclass(frozen=True, slots=True)
class TokenRates:
    """Limits on tokens, judged by the kit's limiter: in this process, or shared through Redis."""

    user: Limit
    app: Limit
    org: Limit

    @staticmethod
    def per_minute(*, user: int, app: int, org: int) -> TokenRates:
        """Give the rates that let each ask for so many tokens a minute, all at once if it likes."""
        named = {"user_tokens": user, "app_tokens": app, "org_tokens": org}
        return TokenRates(*(Limit(name, n, MINUTE, n) for name, n in named.items()))

    @property
    def names(self) -> tuple[str, ...]:
        """Give what metrics and answers call the limits."""
        return tuple(limit.name for limit in (self.user, self.app, self.org))

    def checks(self, org: str, app: str, user: str) -> tuple[Check, ...]:
        """Give the limits that a call's tokens count against; no name of a token holds a NUL."""
        return ((self.user, f"{org}\0{user}"), (self.app, f"{org}\0{app}"), (self.org, org))

    async def take(
        self,
        limiter: Limiter,
        org: str,
        app: str,
        user: str,
        *,
        tokens: int,
        besides: Sequence[Check] = (),
    ) -> Verdict:
        """Charge a call's tokens, and a call to other limits, to all or to none of them."""
        self.check_size(tokens)
        checks = self.checks(org, app, user)
        weights = (tokens,) * len(checks) + (1,) * len(besides)
        return await limiter.hit((*checks, *besides), weights)

    def check_size(self, tokens: int) -> None:
        """Refuse with 413 a call that no wait would let in."""
        most = min(limit.burst for limit in (self.user, self.app, self.org))
        if tokens > most:
            raise Refusal(
                413,
                "too_many_tokens",
                f"This call may take {tokens} tokens, and at most {most} fit into a minute. "
                "Shorten it, or lower max_tokens.",
            )
