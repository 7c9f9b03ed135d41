"""A name that nobody knows is answered with the nearest one, and costs next to nothing."""

from __future__ import annotations

import time

import pytest

from microapp_llm.meant import did_you_mean

PROMPTS = [f"prompt-number-{number}" for number in range(1_000)]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("smal", "small"), ("Small", "small"), ("lrage", "large"), ("gpt-5", ""), ("small", "")],
)
def test_the_nearest_name_is_given_and_no_far_one(name: str, meant: str) -> None:
    said = did_you_mean(name, ["small", "large", "embed"])

    assert said == (f" Did you mean {meant}?" if meant else "")


def test_the_same_words_in_another_order_are_nearer_than_other_words() -> None:
    known = ["budget_org_usd", "budget_user_usd", "budget_app_usd"]

    assert did_you_mean("user_budget_usd", known) == " Did you mean budget_user_usd?"


def test_of_many_names_those_with_the_same_letter_come_first() -> None:
    others = [f"a-{number}" for number in range(500)]

    assert did_you_mean("sumarise", [*others, "summarise"]) == " Did you mean summarise?"


@pytest.mark.parametrize("name", ["prompt-numbr-x", "prompt-" * 5, "p" * 100_000])
def test_looking_for_one_among_a_thousand_takes_a_moment(name: str) -> None:
    began = time.process_time()

    did_you_mean(name, PROMPTS)

    assert time.process_time() - began < 0.1
