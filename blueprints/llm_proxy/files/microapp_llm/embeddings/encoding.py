"""Vectors as callers want them: numbers, base64 (what OpenAI's client asks for), or small int8."""

from __future__ import annotations

import base64
import sys
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from microapp_kit.errors import Detail, Refusal

STEPS = 127
NOTHING = 1e-300  # a vector that is smaller stands for zeros: its scale would be none


def as_int8(vector: Sequence[float]) -> tuple[list[int], float]:
    """Give whole numbers of -127 to 127 and the scale that brings the vector back."""
    numbers = list(vector)
    largest = max(max(numbers, default=0.0), -min(numbers, default=0.0))
    if largest < NOTHING:
        return [0] * len(numbers), 0.0
    scale = largest / STEPS
    return [round(number / scale) for number in numbers], scale


def as_bytes(vector: array[float]) -> bytes:
    """Give a vector as numbers of four bytes, the same on every machine."""
    little = vector
    if sys.byteorder == "big":
        little = array("f", vector)
        little.byteswap()
    return little.tobytes()


def encoded(vector: array[float], encoding: str) -> dict[str, Any]:
    """Give the fields of one embedding in the encoding that the caller asked for."""
    encode = ENCODINGS.get(encoding)
    if encode is None:
        detail = Detail("encoding_format", f"Ask for {', '.join(ENCODINGS)}.")
        raise Refusal(422, "invalid", "There is no such encoding.", details=[detail])
    return encode(vector)


def _as_float(vector: array[float]) -> dict[str, Any]:
    return {"embedding": vector.tolist()}


def _as_base64(vector: array[float]) -> dict[str, Any]:
    return {"embedding": base64.b64encode(as_bytes(vector)).decode()}


def _as_int8(vector: array[float]) -> dict[str, Any]:
    numbers, scale = as_int8(vector)
    return {"embedding": numbers, "scale": scale}


ENCODINGS: dict[str, Callable[[array[float]], dict[str, Any]]] = {
    "float": _as_float,
    "base64": _as_base64,
    "int8": _as_int8,
}
