"""What an answer may hold, as the platform and the template say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from microapp_llm.answers.leaks import (
    INSTRUCTIONS,
    MARK,
    NO_INSTRUCTIONS,
    Instructions,
    Said,
    nothing_said,
)

Validator = Callable[[Mapping[str, object], object], str | None]
_CANARY = re.compile(r"[A-Za-z0-9_-]{8,128}")


@dataclass(frozen=True)
class AnswerRules:
    """The words that are taken out, the hosts that links may lead to, what leaks, and the schema.

    `validator` takes schema and value and says what is wrong, or nothing. An answer with a finding
    of a kind in `refuse_on` is refused as a whole; other findings are taken out of the text.
    """

    words: tuple[str, ...] = ()
    allowed_hosts: frozenset[str] = frozenset()  # "example.org", or "*.example.org" for all below
    canary: str | None = None
    instructions: Instructions = NO_INSTRUCTIONS
    said: Said = nothing_said  # the caller's own words, which are no leak
    json_schema: Mapping[str, object] | None = None
    validator: Validator | None = None
    refuse_on: frozenset[str] = field(default=frozenset({MARK, INSTRUCTIONS}))

    def __post_init__(self) -> None:
        if self.canary is not None and not _CANARY.fullmatch(self.canary):
            raise ValueError("A canary is 8 to 128 letters, digits, _ or -. Draw another one.")
        if self.json_schema is not None and self.validator is None:
            raise ValueError("A JSON Schema is asked for, but nothing validates. Give a validator.")
