"""Cards and accounts are found whatever stands before them; numbers of goods and papers stay."""

from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
CARDS = (
    ("The client disputes two transactions on 4310-2047-4065-1646.", "4310-2047-4065-1646"),
    ("two transactions on 4677177716923925, please refund", "4677177716923925"),
    ("order 371449635398431 was charged twice", "371449635398431"),
    ("invoice 3714 496353 98431", "3714 496353 98431"),
    ("ref. 30569309025904", "30569309025904"),
    ("Bitte 4222222222222 sperren.", "4222222222222"),
    ("Please look at 501839746200 before noon.", "501839746200"),
    ("8171999927660000 is declined", "8171999927660000"),
    ("9860 1234 5678 9015 rad etildi", "9860 1234 5678 9015"),
    ("My card 9111 1111 1111 1110 is declined.", "9111 1111 1111 1110"),
    ("carte bancaire : 9704 1531 0000 0020 02", "9704 1531 0000 0020 02"),
)
NO_CARDS = (
    "order 4222222222222",
    "EAN 4006381333931",
    "Please look at 4006381333931 before noon.",
    "The SIM card 8944110068256270054 is lost.",
    "transactions on 4310-2047-4065-1647",
)


@pytest.mark.parametrize(("text", "number"), CARDS)
def test_a_card_is_found_whatever_word_stands_before_it(text: str, number: str) -> None:
    found = REDACTOR.findings(text)
    assert [(text[one.start : one.end], one.kind) for one in found] == [(number, "card")]


@pytest.mark.parametrize("text", NO_CARDS)
def test_numbers_of_goods_and_orders_are_no_cards(text: str) -> None:
    assert not REDACTOR.findings(text)
