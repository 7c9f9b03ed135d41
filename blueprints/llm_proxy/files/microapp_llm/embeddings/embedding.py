"""Gets the vectors of many texts: the cached ones from the cache, the others in one question.

In two steps, so that what must be paid for is known before it is asked for:
`plan` says which texts are missing, `finish` asks for them and puts everything in order.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from microapp_kit.errors import Detail, Refusal
from microapp_llm.cache.answers import Cache, Finished
from microapp_llm.cache.key import Question
from microapp_llm.embedding_plan import Plan, Vector

LARGEST_DIMENSION = 8_192
AskVectors = Callable[[list[str]], Awaitable[Sequence[Sequence[float]]]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one call may hold."""

    most_texts: int = 256
    longest_text: int = 32_000
    most_characters: int = 500_000


class Embedder:
    """Plans and finishes calls for embeddings."""

    def __init__(
        self, cache: Cache, key: Callable[[Question], str], bounds: Bounds = Bounds()
    ) -> None:
        self._cache = cache
        self._key = key
        self._bounds = bounds

    def check(self, texts: Sequence[str]) -> None:
        """Refuse texts that are too many or too long."""
        bounds = self._bounds
        faults = []
        if not 1 <= len(texts) <= bounds.most_texts:
            faults.append(Detail("input", f"Send 1 to {bounds.most_texts} texts."))
        elif sum(map(len, texts)) > bounds.most_characters:
            faults.append(Detail("input", f"Send at most {bounds.most_characters} characters."))
        for number, text in enumerate(texts[: bounds.most_texts]):
            if not 1 <= len(text) <= bounds.longest_text:
                what = f"A text has 1 to {bounds.longest_text} characters."
                faults.append(Detail(f"input.{number}", what))
        if faults:
            raise Refusal(422, "invalid", "The texts do not fit.", details=faults[:20])

    async def plan(self, asked: Question, texts: Sequence[str]) -> Plan:
        """Check the texts and look each up once; `asked` says for whom, which model, how."""
        self.check(texts)
        unique = tuple(dict.fromkeys(texts))
        keys = {text: self._key(replace(asked, messages=[text])) for text in unique}
        known: dict[str, Vector] = {}
        for text, key in keys.items():
            found = await self._cache.get(key)
            if found is not None:
                known[text] = _unpacked(found)
        missing = tuple(text for text in unique if text not in known)
        return Plan(tuple(texts), keys, known, missing)

    async def finish(self, plan: Plan, ask: AskVectors) -> list[Vector]:
        """Ask for what is missing and give one vector a text, in the order of the texts."""
        found = dict(plan.known)
        if plan.missing:
            answered = await ask(list(plan.missing))
            dimension = len(next(iter(found.values()))) if found else None
            vectors = _checked(answered, len(plan.missing), dimension)
            for text, vector in zip(plan.missing, vectors, strict=True):
                found[text] = vector
                await self._cache.put(plan.keys[text], Finished(vector.tobytes(), "stop"))
        return [found[text] for text in plan.texts]


def _checked(
    answered: Sequence[Sequence[float]], wanted: int, dimension: int | None
) -> list[Vector]:
    """Refuse vectors that are too few, of different lengths, or not numbers."""
    if len(answered) != wanted:
        raise unusable()
    dimension = dimension or len(answered[0])
    if not 1 <= dimension <= LARGEST_DIMENSION:
        raise unusable()
    vectors = []
    for numbers in answered:
        try:
            vector = array("f", numbers)  # as in the cache: a second call gives the same numbers
        except (TypeError, OverflowError):
            raise unusable() from None
        if len(vector) != dimension or not all(map(math.isfinite, vector)):
            raise unusable()
        vectors.append(vector)
    return vectors


def _unpacked(raw: bytes) -> Vector:
    vector = array("f")
    vector.frombytes(raw)
    return vector


def unusable() -> Refusal:
    """Give the refusal of vectors that are not what was asked for."""
    return Refusal(502, "provider_failed", "The provider's vectors cannot be used.")
