"""What an answer in OpenAI's dialect must look like before any guard reads it.

A part of another type would get past guards that read texts.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from microapp_llm.providers.asking import Body, useless


class _Function(Struct):
    name: str
    arguments: str | dict[str, Any] | None = None


class _Call(Struct):
    function: _Function


class _Message(Struct):
    content: str | list[dict[str, Any]] | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(Struct):
    message: _Message


class _Whole(Struct):
    choices: Annotated[list[_Choice], Meta(min_length=1)]


class _Vector(Struct):
    embedding: list[float]
    index: int


class _Vectors(Struct):
    data: Annotated[list[_Vector], Meta(min_length=1)]


class _FunctionPart(Struct):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class _CallPart(Struct):
    function: _FunctionPart | None = None


class _Delta(Struct):
    content: str | list[dict[str, Any]] | None = None
    refusal: str | None = None
    tool_calls: list[_CallPart] | None = None


class _ChoicePart(Struct):
    delta: _Delta | None = None


class _Chunk(Struct):
    choices: list[_ChoicePart] | None = None


def check_whole(body: Body, kind: str) -> None:
    """Raise ProviderFailed for a whole answer of another form."""
    _check(body, _Vectors if kind == "embeddings" else _Whole)


def check_chunk(body: Body) -> None:
    """Raise ProviderFailed for a chunk of another form."""
    _check(body, _Chunk)


def _check(body: Body, form: type[Struct]) -> None:
    try:
        msgspec.convert(body, form)
    except msgspec.ValidationError as error:
        place = str(error).rpartition(" - at ")[2]
        is_one = isinstance(body.get("choices"), list)  # of a model, only not as it should be
        text = f"The provider's answer has another form at {place}."
        raise useless(text, of_call=is_one) from None
