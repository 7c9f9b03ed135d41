"""What a provider is asked, what it answers, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Protocol

from microapp_llm.models import Model

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request in OpenAI's dialect, redacted, for one model."""

    model: Model
    body: Body
    request_id: str


@dataclass(frozen=True, slots=True)
class Use:
    """The tokens that a provider says it used."""

    input: int
    output: int
    cached: int = 0


class ProviderFailed(Exception):
    """A provider that did not answer as it should.

    `again` says that another try may help; `status` is what the provider answered, or 0; `spent`
    says that it began to answer, so that it may charge.
    """

    def __init__(
        self, why: str, *, status: int = 0, again: bool = True, spent: bool = False
    ) -> None:
        super().__init__(why)
        self.status = status
        self.again = again
        self.spent = spent


def useless(why: str) -> ProviderFailed:
    """Give the failure of an answer that began and may cost; asking again would cost twice."""
    return ProviderFailed(why, again=False, spent=True)


class Provider(Protocol):
    """One dialect at one kind of address."""

    async def whole(self, ask: Ask) -> Body:
        """Give the whole answer, in OpenAI's dialect, with its usage; raise ProviderFailed."""

    def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Give the answer in chunks of OpenAI's dialect; the last says what was used."""


def use_of(body: Body) -> Use | None:
    """Give the tokens that an answer says were used; none when it does not, or not soundly."""
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens", 0) if isinstance(details, dict) else 0
    numbers = (usage.get("prompt_tokens"), usage.get("completion_tokens", 0), cached or 0)
    if not all(type(n) is int and 0 <= n < 10**9 for n in numbers):
        return None
    return Use(*numbers)  # type: ignore[arg-type]
