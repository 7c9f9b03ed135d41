"""What a prompt file says, as types; and what comes out of rendering one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

ID = re.compile(r"^[a-z][a-z0-9-]{0,62}$")
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of fields without any that is not declared."""


class Message(Strict, frozen=True):
    """One message of a conversation; its content is a template."""

    role: Literal["system", "user", "assistant"]
    content: str


class Output(Strict, frozen=True):
    """What the model must answer: text, or JSON that fits a schema."""

    type: Literal["text", "json"] = "text"
    schema: dict[str, Any] | None = None


class Limits(Strict, frozen=True):
    """How much one run may take; the platform's own ceilings still hold."""

    max_input_tokens: Count | None = None
    max_output_tokens: Count | None = None
    timeout_seconds: Annotated[int, Meta(ge=1, le=600)] | None = None


class Example(Strict, frozen=True):
    """A test of the template alone: with these variables, the rendered text holds these words."""

    name: Name
    variables: dict[str, Any] = {}
    contains: list[str] = []
    not_contains: list[str] = []


class Version(Strict, frozen=True):
    """One version of a prompt."""

    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    text: str | None = None
    messages: list[Message] | None = None
    variables: dict[str, Any] = {}
    output: Output = Output()
    model: Name | None = None
    limits: Limits = Limits()
    tests: list[Example] = []


class PromptFile(Strict, frozen=True):
    """A whole prompt file."""

    id: Annotated[str, Meta(pattern=ID.pattern)]
    title: Name
    versions: Annotated[list[Version], Meta(min_length=1, max_length=200)]


ANY_OUTPUT = Output()
NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Messages ready for a model, and which prompt they come from."""

    messages: list[dict[str, str]]
    prompt_id: str
    version: int
    hash: str
    model: str | None = None
    output: Output = ANY_OUTPUT
    limits: Limits = NO_LIMITS

    def asked(self, model: str) -> dict[str, Any]:
        """Give what a model is asked: the messages, how long the answer may be, and its form."""
        body: dict[str, Any] = {"model": model, "messages": self.messages}
        if self.limits.max_output_tokens:
            body["max_tokens"] = self.limits.max_output_tokens
        if self.output.type == "json":
            schema = {"name": "answer", "schema": self.output.schema or {}}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body
