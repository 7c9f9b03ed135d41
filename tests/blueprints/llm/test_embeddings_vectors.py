"""Embeddings: each text is asked for once, in order, within bounds; small vectors stay close."""

from __future__ import annotations

import asyncio
import base64
from array import array
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as any_of

from microapp_kit.errors import Refusal
from microapp_llm.cache.in_memory import MemoryCache
from microapp_llm.cache.key import Question, keys_with
from microapp_llm.embeddings.embedding import Bounds, Embedder
from microapp_llm.embeddings.encoding import as_int8, encoded

ASKED = Question("acme", "desk", "ann", "", "small-embedding", {}, [])
SMALL = Bounds(most_texts=4, longest_text=10, most_characters=25)


class Provider:
    """Gives a text's length and first letter as its vector, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def __call__(self, texts: list[str]) -> list[list[float]]:
        """Answer one question."""
        self.asked.append(texts)
        return [[float(len(text)), ord(text[0]) / 3] for text in texts]


def embedder(bounds: Bounds = SMALL) -> Embedder:
    """Make an embedder with an empty cache."""
    return Embedder(MemoryCache(seconds=60, max_bytes=100_000), keys_with(b"s" * 32), bounds)


async def embed(
    made: Embedder, provider: Provider, texts: Sequence[str], asked: Question = ASKED
) -> list[list[float]]:
    """Plan and finish."""
    vectors = await made.finish(await made.plan(asked, texts), provider)
    return [vector.tolist() for vector in vectors]


def test_the_same_text_is_asked_for_once_and_answered_everywhere() -> None:
    made, provider = embedder(), Provider()

    vectors = asyncio.run(embed(made, provider, ["aa", "b", "aa"]))

    assert provider.asked == [["aa", "b"]]
    assert vectors[0] == vectors[2] != vectors[1]


def test_what_is_cached_is_not_asked_for_again_and_is_the_same() -> None:
    made, provider = embedder(), Provider()

    async def story() -> None:
        first = await embed(made, provider, ["aa", "b"])
        plan = await made.plan(ASKED, ["b", "ccc", "aa"])
        assert plan.missing == ("ccc",)
        again = await embed(made, provider, ["b", "ccc", "aa"])
        assert [again[2], again[0]] == first
        assert provider.asked == [["aa", "b"], ["ccc"]]

    asyncio.run(story())


@pytest.mark.parametrize("change", [{"org": "evil"}, {"model": "x"}, {"parameters": {"d": 8}}])
def test_another_org_model_or_parameter_shares_nothing(change: dict[str, object]) -> None:
    made, provider = embedder(), Provider()

    async def story() -> None:
        await embed(made, provider, ["aa"])
        await embed(made, provider, ["aa"], replace(ASKED, **change))  # type: ignore[arg-type]

    asyncio.run(story())
    assert len(provider.asked) == 2


@pytest.mark.parametrize("texts", [[], ["a"] * 5, [""], ["a" * 11], ["a" * 9, "b" * 9, "c" * 9]])
def test_texts_out_of_bounds_are_refused_before_anyone_is_asked(texts: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        asyncio.run(embedder().plan(ASKED, texts))

    assert refused.value.status == 422


@pytest.mark.parametrize(
    "answer", [[], [[1.0]], [[1.0], [1.0, 2.0]], [[], []], [[1.0], ["x"]], [[1.0], [float("nan")]]]
)
def test_vectors_that_do_not_fit_are_refused_and_not_kept(answer: list[list[float]]) -> None:
    made = embedder()

    async def broken(_texts: list[str]) -> list[list[float]]:
        return answer

    async def story() -> None:
        with pytest.raises(Refusal) as refused:
            await made.finish(await made.plan(ASKED, ["a", "b"]), broken)
        assert refused.value.status == 502
        assert (await made.plan(ASKED, ["a", "b"])).missing == ("a", "b")

    asyncio.run(story())


def from_int8(numbers: Sequence[int], scale: float) -> list[float]:
    """Give the vector that int8 numbers stand for."""
    return [number * scale for number in numbers]


@examples(max_examples=100, deadline=None)
@given(any_of.lists(any_of.floats(-1e6, 1e6, width=32), min_size=1, max_size=50))
def test_int8_is_off_by_half_a_step_at_most(vector: list[float]) -> None:
    numbers, scale = as_int8(vector)

    assert all(-127 <= number <= 127 for number in numbers)
    back = from_int8(numbers, scale)
    assert all(abs(a - b) <= scale * 0.5001 for a, b in zip(vector, back, strict=True))


@examples(max_examples=200, deadline=None)
@given(any_of.lists(any_of.floats(width=32, allow_nan=False, allow_infinity=False), max_size=50))
def test_int8_is_each_number_in_steps_of_the_largest(vector: list[float]) -> None:
    largest = max(map(abs, vector), default=0.0)
    step = largest / 127 or 1.0
    steps = [max(-127, min(127, round(number / step))) for number in vector]

    assert as_int8(array("f", vector)) == (steps, largest / 127)


def test_a_vector_too_small_for_a_scale_is_one_of_zeros() -> None:
    assert as_int8([5e-324, -5e-324]) == ([0, 0], 0.0)


def test_every_encoding_carries_the_same_vector() -> None:
    vector = array("f", [0.5, -1.0, 0.0])

    raw = array("f")
    raw.frombytes(base64.b64decode(encoded(vector, "base64")["embedding"]))
    small = encoded(vector, "int8")

    assert encoded(vector, "float")["embedding"] == raw.tolist() == [0.5, -1.0, 0.0]
    assert from_int8(small["embedding"], small["scale"]) == pytest.approx([0.5, -1, 0], abs=0.004)
    with pytest.raises(Refusal):
        encoded(vector, "utf-7")
