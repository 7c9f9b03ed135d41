"""What a provider is asked, what it answers, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Any, NamedTuple, Protocol

from microapp_llm.models import Model
from microapp_llm.providers.reasons import MONEY

Body = dict[str, Any]
MOST_COUNT = 10**9 - 1  # tokens that a provider may say it used
BYTES_A_TOKEN = 16  # more than any model needs for a token of a text, on average
MOST_BYTES = 16 * 1024 * 1024
FRAME = 64 * 1024  # what may stand around the words of an answer
STREAM_FRAME, STREAM_BYTES_A_TOKEN = 1024 * 1024, 2048
KEY_REFUSED = (401, 403)  # what a provider answers to a key that it does not take
NO_MONEY = 402
NO_SUCH_MODEL = (404, 410)
SPELLED = 6  # bytes that JSON may need for one: \u0041

NOT_SENT = frozenset(
    {
        *("user", "safety_identifier", "prompt_cache_key"),
        *("stream", "stream_options", "model", "n", "encoding_format"),
    }
)
"""What no provider is told as its caller wrote it, so that it decides nothing of an answer."""


def nobody_hears() -> None:
    """Tell nobody that a provider is still there."""


class Ask(NamedTuple):
    """A request in OpenAI's dialect, redacted, for one model.

    `heard` is told that more of a whole answer has come.
    """

    model: Model
    body: Body
    request_id: str
    heard: Callable[[], None] = nobody_hears


def for_provider(body: Body) -> Body:
    """Give a request as a provider may see it: nothing that names the caller."""
    return {name: value for name, value in body.items() if name not in NOT_SENT}


class Use(NamedTuple):
    """The tokens that a provider says it used; those of its cache are of the input.

    `cached` were read from it, `written` were put into it.
    """

    input: int
    output: int
    cached: int = 0
    written: int = 0


class ProviderFailed(Exception):
    """A provider that did not answer as it should.

    `again` says that another try may help; `status` is what the provider answered, or 0; `spent`
    says that it began to answer, so that it may charge; `too_long` that nobody reads on; `of_call`
    that its request may have caused it, so that nothing is known of others; `reason` is why, where
    the provider says so; `wait` is how many seconds it wants to be left alone.
    """

    def __init__(
        self,
        why: str,
        *,
        status: int = 0,
        again: bool = True,
        spent: bool = False,
        too_long: bool = False,
        of_call: bool = False,
        reason: str = "",
        wait: int = 0,
    ) -> None:
        super().__init__(why)
        self.status = status
        self.again = again
        self.spent = spent
        self.too_long = too_long
        self.wait = wait
        self.of_call = of_call or too_long
        self.reason = MONEY if status == NO_MONEY else reason

    @property
    def is_for_all(self) -> bool:
        """Whether it tells that the provider is not well, whoever asks: what comes is no answer."""
        return not self.of_call and not self.status

    @property
    def is_error(self) -> bool:
        """Whether the provider says that it failed; it may have, because of what was asked."""
        return self.status >= 500

    @property
    def must_be_mended(self) -> bool:
        """Whether it stays so until the owner of this app mends it: access, money, the model."""
        if self.reason:
            return self.reason == MONEY
        return self.status in (*KEY_REFUSED, *NO_SUCH_MODEL) or 300 <= self.status < 400


def useless(why: str, *, too_long: bool = False, of_call: bool = False) -> ProviderFailed:
    """Give the failure of an answer that began and may cost; asking again would cost twice."""
    return ProviderFailed(why, again=False, spent=True, too_long=too_long, of_call=of_call)


ALIVE: Body = {}
"""What says nothing but that a provider is still there: a comment, a ping."""


class Provider(Protocol):
    """One dialect at one kind of address."""

    async def whole(self, ask: Ask) -> Body:
        """Give the whole answer, in OpenAI's dialect, with its usage; raise ProviderFailed."""

    def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Give the answer in chunks of OpenAI's dialect; the last says what was used.

        `ALIVE` among them is no part of it.
        """


def use_of(body: Body) -> Use | None:
    """Give the tokens that an answer says were used; none when it does not, or not soundly."""
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    told = usage.get("prompt_tokens_details")
    details = told if isinstance(told, dict) else {}
    caches = [details.get(name) or 0 for name in ("cached_tokens", "cache_write_tokens")]
    unsaid = None if "choices" in body else 0  # vectors have no words
    output = usage.get("completion_tokens", unsaid)
    asked = usage.get("prompt_tokens", None if unsaid is None else usage.get("total_tokens"))
    counts = [*map(_count, (asked, output, *caches))]
    return None if None in counts else Use(*counts)  # type: ignore[arg-type]


def use_within(use: Use, most_input: int, most_output: int) -> Use:
    """Give a use that is no more than this; no more of it is of a cache than it has."""
    asked = min(use.input, most_input)
    cached = min(use.cached, asked)
    return Use(asked, min(use.output, most_output), cached, min(use.written, asked - cached))


def _count(number: object) -> int | None:
    """Give what is told as a number of tokens, or none; one beyond all reason is still too many."""
    if type(number) is float and number.is_integer():
        number = int(number)
    return min(number, MOST_COUNT) if type(number) is int and number >= 0 else None


def most_stream_bytes(ask: Ask) -> int:
    """Give the size of the longest stream that is read, with what frames each of its pieces."""
    return STREAM_FRAME + int(ask.body["max_tokens"]) * STREAM_BYTES_A_TOKEN


def most_bytes(ask: Ask) -> int:
    """Give the size of the largest answer that is read; vectors have no words to go by."""
    if ask.model.kind == "embeddings":
        return MOST_BYTES
    return min(MOST_BYTES, FRAME + int(ask.body["max_tokens"]) * BYTES_A_TOKEN * SPELLED)
