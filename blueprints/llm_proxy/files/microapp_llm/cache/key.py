"""The key of a cached answer: a keyed hash of everything that decides the answer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks which model for what. Two questions share an answer only if all of it is equal."""

    org: str
    app: str
    user_scope: str
    prompt: str
    model: str
    parameters: Mapping[str, Any]
    messages: Sequence[Any]


def keys_with(secret: bytes) -> Callable[[Question], str]:
    """Give what makes keys; without the app's secret nobody can tell a question from its key."""
    secret = hmac.digest(secret, b"microapp cache keys", hashlib.sha256)
    encode = msgspec.json.Encoder(order="deterministic").encode

    def key(question: Question) -> str:
        told = [
            question.org,
            question.app,
            question.user_scope,
            question.prompt,
            question.model,
            question.parameters,
            question.messages,
        ]
        return hmac.digest(secret, encode(told), hashlib.sha256).hex()

    return key
