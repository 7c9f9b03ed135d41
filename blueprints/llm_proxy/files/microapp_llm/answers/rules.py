"""What an answer may hold, as the platform and the template say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from microapp_llm.answers.leaks import Said, nothing_said
from microapp_llm.prompts.instructions import NO_INSTRUCTIONS, Instructions

_CANARY = re.compile(r"[A-Za-z0-9_-]{8,128}")


@dataclass(frozen=True)
class AnswerRules:
    """The words that are taken out, the hosts that links may lead to, and what leaks.

    An answer that tells its mark or instructions, or holds what is blocked, is refused as a whole;
    other findings are taken out of the text.
    """

    words: tuple[str, ...] = ()
    allowed_hosts: frozenset[str] = frozenset()  # "example.org", or "*.example.org" for all below
    canary: str | None = None
    instructions: Instructions = NO_INSTRUCTIONS
    blocked: frozenset[str] = frozenset()  # kinds of findings
    said: Said = nothing_said  # the caller's own words, which are no leak

    def __post_init__(self) -> None:
        if self.canary is not None and not _CANARY.fullmatch(self.canary):
            raise ValueError("A canary is 8 to 128 letters, digits, _ or -. Draw another one.")
