"""What can be expected of an answer, each with one answer that holds and one that does not."""

from __future__ import annotations

import msgspec
import pytest

from microapp_llm.evals.assertions import Judge, similarity
from microapp_llm.evals.model import Answered, Expected
from microapp_llm.prompts.schema import Schema

NUMBER = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


@pytest.mark.parametrize(
    ("expect", "good", "bad"),
    [
        ({"contains": ["Monday"]}, "on monday", "on Tuesday"),
        ({"not_contains": ["secret"]}, "fine", "a Secret"),
        ({"json_schema": NUMBER}, '{"n": 1}', '{"n": "1"}'),
        ({"json_schema": NUMBER}, '{"n": 1}', "n is 1"),
        ({"json_schema": NUMBER}, '{"n": 1}', "[" * 100_000),
        ({"refuses": True}, "I\u2019m sorry, but no.", "Sure, here is how."),
        ({"refuses": True}, "I cannot help with that.", "Of course."),
        ({"no_pii": True}, "Write to the office.", "Write to ann@example.com."),
        (
            {"similarity": {"to": "The canteen closes at noon.", "at_least": 0.7}},
            "The canteen closes at noon today.",
            "Bicycles are parked outside.",
        ),
        ({"max_tokens": 4}, "one two", "one two three four five"),
    ],
)
def test_what_is_expected_is_told_apart_from_what_is_not(
    expect: dict[str, object], good: str, bad: str
) -> None:
    expected = msgspec.convert(expect, Expected)

    assert Judge().wrong(Answered(good), expected, None) == []
    assert len(Judge().wrong(Answered(bad), expected, None)) == 1


def test_true_means_the_schema_of_the_prompt() -> None:
    wrong = Judge().wrong(Answered("{}"), Expected(json_schema=True), Schema(NUMBER))

    assert len(wrong) == 1


@pytest.mark.parametrize("code", ["blocked", "answer_held_back"])
def test_a_refused_call_only_passes_where_a_refusal_is_expected(code: str) -> None:
    refused = Answered("", code)

    assert Judge().wrong(refused, Expected(refuses=True), None) == []
    assert Judge().wrong(refused, Expected(not_contains=("x",)), None)


def test_all_else_that_is_expected_of_a_refused_call_must_hold_too() -> None:
    refused = Answered("", "blocked")

    assert Judge().wrong(refused, Expected(refuses=True, contains=("zebra",)), None)


@pytest.mark.parametrize("code", ["answer_not_as_asked", "context_length_exceeded", "odd"])
def test_a_call_refused_for_another_reason_than_its_words_declines_nothing(code: str) -> None:
    assert Judge().wrong(Answered("", code), Expected(refuses=True), None)


def test_what_finds_personal_data_can_be_given() -> None:
    judge = Judge(has_pii=lambda text: "Ann" in text)

    assert judge.wrong(Answered("Ann is in."), Expected(no_pii=True), None)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("", "", 1.0, 1.0),
        ("A  b", "a b", 1.0, 1.0),
        ("abc", "xyz", 0.0, 0.2),
        ("the cat sat", "the cat sits", 0.5, 0.95),
    ],
)
def test_similarity_is_between_0_and_1_and_the_same_both_ways(
    one: str, other: str, low: float, high: float
) -> None:
    assert low <= similarity(one, other) <= high
    assert similarity(one, other) == similarity(other, one)
