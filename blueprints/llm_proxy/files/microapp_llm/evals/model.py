"""What an eval file says, as types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta, field

from microapp_llm.prompts.model import Count, Name, Strict
from microapp_llm.prompts.prompt import Prompt

Words = Annotated[str, Meta(min_length=1)]

NO_MODEL = "default"


@dataclass(frozen=True, slots=True)
class Question:
    """A version of a prompt with its values, for one model."""

    prompt: Prompt
    variables: Mapping[str, Any]
    model: str

    @property
    def is_stored(self) -> bool:
        """Whether it is asked of the model that the prompt itself names."""
        return self.model == (self.prompt.model or NO_MODEL)

    def asked(self) -> dict[str, Any]:
        """Give all that the model is asked; 422 for values that do not fit."""
        return self.prompt.render(self.variables).asked(self.model)


Ask = Callable[[Question], Awaitable[str]]
"""Asks a model; a kit Refusal says that the proxy refused."""


class NoProxy(OSError):
    """Nothing answers where the proxy should be: no case can be asked."""


class Similarity(Strict, frozen=True):
    """How close an answer must be to a text: 1.0 is the same text."""

    to: Words
    at_least: Annotated[float, Meta(gt=0, le=1)]


class Expected(Strict, frozen=True):
    """What must hold for an answer; everything that is written must hold."""

    contains: tuple[Words, ...] = ()
    not_contains: tuple[Words, ...] = ()
    json_schema: bool | dict[str, Any] = False
    refuses: bool = False
    no_pii: bool = False
    similarity: Similarity | None = None
    max_tokens: Count | None = None


class Case(Strict, frozen=True):
    """One synthetic call, and what must hold for its answer."""

    name: Name
    expect: Expected
    variables: dict[str, Any] = field(default_factory=dict)


class EvalFile(Strict, frozen=True):
    """The evals of one prompt; without a version, of its latest."""

    prompt: Name
    cases: Annotated[list[Case], Meta(min_length=1, max_length=1_000)]
    version: int | None = None
    model: Name | None = None


@dataclass(frozen=True, slots=True)
class Evals:
    """An eval file that fits the prompts."""

    file: str
    told: EvalFile
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model, or the proxy before it, answered."""

    text: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended: it passed when nothing is wrong."""

    file: str
    case: str
    prompt: str
    version: int
    model: str
    wrong: tuple[str, ...]
    tokens: int = 0
    answer: str = ""
    sent: int = 0
    is_missing: bool = False
    """Whether there is no answer to judge, as none is recorded or the model cannot be asked."""

    @property
    def passed(self) -> bool:
        """Whether everything that was expected holds."""
        return not self.wrong


@dataclass(frozen=True, slots=True)
class Examples:
    """How the tests inside the prompt files ended: how many there are, fail, and what is wrong."""

    count: int
    failed: int
    wrong: tuple[str, ...]

    def told(self) -> str:
        """Say how many are wrong, or nothing when all hold."""
        verb = "is" if self.failed == 1 else "are"
        said = f"{self.failed} of {self.count} examples of prompts {verb} wrong."
        return said if self.failed else ""
