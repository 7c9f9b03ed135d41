"""A person's number is told by its name alone, in many languages; what is named else stays."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from itertools import cycle

import pytest

from microapp_llm.redaction import Policy, Redactor
from microapp_llm.redaction.numbers.forms import FORMS, NAMES, bare
from microapp_llm.redaction.phrases import phrases

REDACTOR = Redactor(Policy(), b"k" * 32)
WRITINGS = [one for line in phrases("numbers/named", "writings") for one in line.split(", ")]
NAMED = (
    ("Meine Krankenversichertennummer ist A 123 456 780.", "A 123 456 780"),
    ("Führerscheinnummer: B072RRE2I55", "B072RRE2I55"),
    ("Steuernummer 12/345/67890, Finanzamt Mitte", "12/345/67890"),
    ("Frau Roth (AHVN13 756.9217.0769.85) fragt", "756.9217.0769.85"),
    ("Mijn rijbewijsnummer is 5123456789.", "5123456789"),
    ("INSZ-nummer 850730 033 28", "850730 033 28"),
    ("RFC con homoclave: QUAX-850412-AB1", "QUAX-850412-AB1"),
    ("número de afiliación 28/12345678/40", "28/12345678/40"),
    ("con DNI 30.123.456, vecino de Rosario", "30.123.456"),
    ("RUT: 7.654.321-K", "7.654.321-K"),
    ("cédula de ciudadanía No. 1.023.456.789", "1.023.456.789"),
    ("cédula: E-8-27112", "E-8-27112"),
    ("Cartão de cidadão 12345678 9 ZZ4", "12345678 9 ZZ4"),
    ("inscrito no CPF sob o nº 111.222.333-99", "111.222.333-99"),
    ("carta d'identità n. CA12345AA", "CA12345AA"),
    ("patente di guida U1A123456B", "U1A123456B"),
    ("CF: RSS MRA 85T10 A562S", "RSS MRA 85T10 A562S"),
    ("permis de conduire n° 123456789012", "123456789012"),
    ("numéro d'assurance maladie : TREB 5304 1211", "TREB 5304 1211"),
    ("CI seria RX 123456", "RX 123456"),
    ("nr paszportu: EA 1234567", "EA 1234567"),
    ("prawo jazdy nr 12345/12/1234", "12345/12/1234"),
    ("číslo pojištěnce 8005152345", "8005152345"),
    ("občiansky preukaz EA 123456", "EA 123456"),
    ("személyi igazolvány száma: 123456 AB", "123456 AB"),
    ("útlevél: BA1234567", "BA1234567"),
    ("лична карта № 641234567", "641234567"),
    ("broj osobne iskaznice: 112233445", "112233445"),
    ("davčna številka 12345679", "12345679"),
    ("mitt fnr er 01 01 80 12345", "01 01 80 12345"),
    ("veronumeroni on 123456789012", "123456789012"),
    ("asmens kodas yra 38001010001", "38001010001"),
    ("ΑΔΤ: ΑΒ 123456", "ΑΒ 123456"),
    ("ehliyet no 123456", "123456"),
    ("паспорт: 4510 № 123456", "4510 № 123456"),
    ("водительское удостоверение 77 16 123456", "77 16 123456"),
    ("паспорт серії КМ № 123456", "КМ № 123456"),
    ("ID-картка 001234567", "001234567"),
    ("ת.ז. 1234567-4 של דנה", "1234567-4"),
    ("الرقم المدني: 285010112345", "285010112345"),
    ("کد ملی من 123-456789-1 است", "123-456789-1"),
    ("वोटर आईडी: ABC1234567", "ABC1234567"),
    ("เลขที่หนังสือเดินทาง AA1234567", "AA1234567"),
    ("hộ chiếu số C1234567", "C1234567"),
    ("NPWP: 12.345.678.9-012.345", "12.345.678.9-012.345"),
    ("bei der Kasse (Mitgliedsnummer R097396483)", "R097396483"),
    ("我的护照号是E12345678，请核对", "E12345678"),
    ("健保卡號：000012345678", "000012345678"),
    ("在留カード番号はAB12345678CDです", "AB12345678CD"),
    ("운전면허번호: 11-12-123456-12", "11-12-123456-12"),
    ("My Medicare number is 1EG4-TE5-MK73.", "1EG4-TE5-MK73"),
    ("driver's license no. D123-4567-8901", "D123-4567-8901"),
    ("health card: 1234-567-897-AB", "1234-567-897-AB"),
    ("NI number QQ-12-34-56-C", "QQ-12-34-56-C"),
    ("UTR: 12345 67890", "12345 67890"),
    ("Ghana Card GHA-712345678-1", "GHA-712345678-1"),
    ("KRA PIN A001234567Z", "A001234567Z"),
    ("Zimbabwean ID number: 63-123456A78", "63-123456A78"),
    ("PhilHealth 12-345678901-2", "12-345678901-2"),
    ("National ID: ESU47Y2", "ESU47Y2"),
    ("rijksregisternummer (RRN 85073003328)", "85073003328"),
    ("passport no. 123456789", "123456789"),
    ("ssn on file: SSN# 123 45 6789", "123 45 6789"),
    ("**Passport:** X1234567", "X1234567"),
    ("<td>PESEL</td><td>123 456 789 01</td>", "123 456 789 01"),
    ("| id | OHIP |\n|---|---|\n| 1 | 1234-567-897-AB |", "1234-567-897-AB"),
    ("id;Medicare ID;day\n17;6WJ2 T01 NR37;2026-07-01", "6WJ2 T01 NR37"),
    ("customer:\n  ird_number: 12-345-678\n", "12-345-678"),
    ('{"driverLicenseNumber": "D1234567"}', "D1234567"),
)
NOT_NAMED = (
    "The passport office opens at 2024-05-01.",
    "The passport costs 12345.00 EUR",
    "Her passport, 050 4572227",
    "Pasaporte: 125.000 €",
    "order ID number 98930166",
    "the cc 12345678 on ticket",
    "USt-IdNr. 123456789",
    "passport renewal 12/05/2024",
    "a social network with 12345678 members",
    "PIN: 123456",
    "run 98765432 of CI build",
    "nie 12345678 zloty",
    "NPWP perusahaan 93.703.693.6-858.000",
    "Mã số thuế 0342573073, Công ty Hoa Sen",
    "Mitgliedsnummer FIT-2291",
    "txn 522807699 RRN 687532338392 approved",
    "national ID COVID19",
)


def _value(form: str) -> str:
    """A number that is written so."""
    digits, letters = cycle("7193648"), cycle("KVXRT")

    def drawn(match: re.Match[str]) -> str:
        if match[0] == "A":
            return next(letters)
        return "".join(next(digits) for _ in range(int(match[0])))

    return re.sub("A|[0-9]+", drawn, form)


@pytest.mark.parametrize(("text", "number"), NAMED)
def test_a_number_is_told_by_its_name_alone(text: str, number: str) -> None:
    assert number in _found(text)


@pytest.mark.parametrize("text", NOT_NAMED)
def test_a_number_behind_other_words_is_not_named(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_short_name_tells_a_number_that_is_written_in_one_of_its_forms(name: str) -> None:
    values = [_value(form) for form in sorted(FORMS[bare(name)])]

    texts = [f"{name.upper()}: {value}, thanks" for value in values]

    assert [_found(text) for text in texts] == [[value] for value in values]


@pytest.mark.parametrize("name", ["cc", "nit", "nic", "utr", "sss", "dl"])
def test_a_short_name_tells_no_number_of_another_form(name: str) -> None:
    assert _found(f"{name.upper()}: 12-3456-78901-2") == []


@pytest.mark.parametrize("writing", sorted(set(WRITINGS)))
def test_a_number_is_found_whole_in_each_writing_of_the_list(writing: str) -> None:
    value = _value(writing)

    assert _found(f"Passport no. {value}, please") == [value]


def test_a_name_with_a_digit_in_it_is_no_part_of_its_number() -> None:
    assert _found("NAVS13 756 9217 0769 85") == ["756 9217 0769 85"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AHV-Nr. 756.1715.\n8272.36, bitte", "756.1715.\n8272.36"),
        ("SV-Nummer: 65 070649\nH 837", "65 070649\nH 837"),
        ("Steuer-ID: 73\n260 481 893, bitte", "73\n260 481 893"),
        ("ИИН: 710127\n452563", "710127\n452563"),
        ("паспорт: 4619\n№755511.", "4619\n№755511"),
        ("n.º NSS: 38\n/ 98062412 / 42", "38\n/ 98062412 / 42"),
        ("rodné číslo: 980722 /\n3184 a", "980722 /\n3184"),
        ("PESEL 000\n816 181 47", "000\n816 181 47"),
        ("Aadhaar: 8963 9270\n1471 of Ann", "8963 9270\n1471"),
    ],
)
def test_a_number_is_found_over_the_end_of_a_line(text: str, number: str) -> None:
    assert _found(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "Passport: 123456789\n2024 was fine",
        "DNI 12345678\n1 item",
        "CPF 529.982.247-25\n12",
        "PESEL 85041277310\n85041277310",
    ],
)
def test_a_whole_number_ends_with_its_line(text: str) -> None:
    assert _found(text) == [text.split("\n")[0].split(" ")[1]]


def test_tabs_divide_the_numbers_of_a_table() -> None:
    table = (
        "name\tPESEL\tphone\nAnna Nowak\t85041277310\t512347557\nJan Lis\t44051401359\t601234567"
    )

    findings = REDACTOR.findings(table)

    kinds = [(table[one.start : one.end], one.kind) for one in findings]
    assert kinds == [
        ("Anna Nowak", "name"),
        ("85041277310", "national_id"),
        ("512347557", "phone"),
        ("Jan Lis", "name"),
        ("44051401359", "national_id"),
        ("601234567", "phone"),
    ]


@pytest.mark.parametrize(
    "text",
    ["My number is 07400127542.", "My number is (201) 555-8690.", "Her passport, 050 4572227"],
)
def test_the_number_of_a_phone_is_no_persons(text: str) -> None:
    assert [one.kind for one in REDACTOR.findings(text)] == ["phone"]


def _found(text: str) -> list[str]:
    findings = REDACTOR.findings(text)
    return [text[one.start : one.end] for one in findings if one.kind == "national_id"]
