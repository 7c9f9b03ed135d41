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
    ("on my visa 4310 2047\n4065 1646, please", "4310 2047\n4065 1646"),
    ("3714-496353-\n98431", "3714-496353-\n98431"),
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
IBANS = (
    ("My IBAN is GB10PGZD3082795677449, ok?", "GB10PGZD3082795677449"),
    ("Please look at PH137521611280326953 before noon.", "PH137521611280326953"),
    ("paid to AR33XORN65463838672255645054.", "AR33XORN65463838672255645054"),
    ("IR94 0518 9833 0151 6579 3670 63 please", "IR94 0518 9833 0151 6579 3670 63"),
    ("RU1296108492799156XVTPVSRHWWTPFPU", "RU1296108492799156XVTPVSRHWWTPFPU"),
    ("IBAN: TH13103020107030 stimmt", "TH13103020107030"),
    ("IBAN-Nr. DE89 3704 0044 0532 0130 01 bitte sofort", "DE89 3704 0044 0532 0130 01"),
    ('{"iban": "FR1420041010050500013M0260"}', "FR1420041010050500013M0260"),
    ("day;iban\n2;DE89370400440532013001", "DE89370400440532013001"),
    ("lot EM465039CE and GB29 NWBK 6016 1331 9268 19.", "GB29 NWBK 6016 1331 9268 19"),
    ("RIB : FR76 30006 00001 12345678901 89", "FR76 30006 00001 12345678901 89"),
    ("IBAN: PL 61 1090 1014 0000 0712 1981 2874", "PL 61 1090 1014 0000 0712 1981 2874"),
    ("IBAN DE89.3704.0044.0532.0130.00", "DE89.3704.0044.0532.0130.00"),
)
NO_IBANS = (
    "commit ad12345678901234567890123456789f",
    "tracking RR123456785DE12345",
    "part no. DE89370400440532013001",
    "The IBAN check of PY310 runs on Ubuntu.",
)


@pytest.mark.parametrize(("text", "number"), CARDS)
def test_a_card_is_found_whatever_word_stands_before_it(text: str, number: str) -> None:
    found = REDACTOR.findings(text)
    assert [(text[one.start : one.end], one.kind) for one in found] == [(number, "card")]


@pytest.mark.parametrize(("text", "number"), IBANS)
def test_an_account_is_found_by_its_check_or_behind_its_name(text: str, number: str) -> None:
    found = REDACTOR.findings(text)
    assert [(text[one.start : one.end], one.kind) for one in found] == [(number, "iban")]


@pytest.mark.parametrize("text", [*NO_CARDS, *NO_IBANS])
def test_numbers_of_goods_and_orders_are_no_accounts(text: str) -> None:
    assert not REDACTOR.findings(text)
