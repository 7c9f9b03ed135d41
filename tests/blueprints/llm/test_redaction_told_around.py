"""What stands around a number tells whose it is: its office, words between, a name behind it."""

# ruff: noqa: RUF001 - letters of other alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.kind) for one in REDACTOR.findings(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # an office is near, and the checksum is right
        ("Das Finanzamt will die ID 86095742719 noch einmal haben.", "86095742719"),
        ("Das Bundeszentralamt fragt nach der Nummer 86095742719.", "86095742719"),
        ("Код пацієнта 3184710691 вже має декларацію.", "3184710691"),
        ("Податкова просить код 3184710691.", "3184710691"),
        ("Налоговая не видит код 500100732259.", "500100732259"),
        ("De gemeente vraagt om nummer 111222333 op de brief.", "111222333"),
        ("The GP asks for the number 9434765919 again.", "9434765919"),
        # whose it is, between its name and the number
        ("Паспорт поручителя 4512 804417 просрочен.", "4512 804417"),
        ("Паспорт позичальниці КН 123456 недійсний.", "КН 123456"),
        ("Dowód osobisty najemcy ABA 123456 wygasł.", "ABA 123456"),
        ("The passport of the tenant 533401872 expired.", "533401872"),
        ("Der Reisepass des Mieters C01X00T47 ist abgelaufen.", "C01X00T47"),
        ("Le passeport de l'emprunteur 09AB12345 est périmé.", "09AB12345"),
        ("El pasaporte del inquilino XDA123456 ha caducado.", "XDA123456"),
        ("Il passaporto del conduttore YA1234567 è scaduto.", "YA1234567"),
        ("UTR for the sole trader is 4509637857.", "4509637857"),
        ("NAF 46/98449150/10, contrato fijo.", "46/98449150/10"),
        # its name behind it
        ("A 000-773-551 TAJ-számú beteg lelete.", "000-773-551"),
        ("A 000 773 551 TAJ számú beteg lelete.", "000 773 551"),
        ("A BC1234567 számú útlevél lejárt.", "BC1234567"),
        ("U12345678 numaralı pasaport kayıp.", "U12345678"),
        ("It is 943 476 5919 (NHS number).", "943 476 5919"),
        ("Het is 123456782 (BSN).", "123456782"),
    ],
)
def test_a_number_is_told_by_what_stands_around_it(text: str, number: str) -> None:
    assert (number, "national_id") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Das Finanzamt will die Rechnung mit der ID 86095742719.",
        "Die ID 86095742719 steht im Shop.",
        "Das Finanzamt will die ID 86095742718.",
        "Код пацієнта 3184710692 вже має декларацію.",
        "Податкова: номер замовлення 3184710691.",
        "De gemeente: zaaknummer 111222333.",
        "A 2024/123456 számú szerződés.",
        "123456 numaralı sipariş",
        "Seite 123456 (siehe Personalausweis)",
        "MRN 00482913 was called twice.",
        "She called about it; medical record no. 00482913.",
        "Llamé dos veces por el número de reclamo 88-41207.",
        "Le code NAF 62.01Z",
    ],
)
def test_a_number_of_something_else_stays(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1С:ERP 2.5.17.104 при закрытии месяца пишет об ошибке.",
        "BAS Бухгалтерія 2.1.31.2 не формує звіт.",
        "SAP GUI 7.70.12.88 stürzt ab.",
        "Veeam 12.1.2.172 zeigt 0x80070005.",
    ],
)
def test_four_numbers_behind_a_program_are_its_version(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1С на сервере 2.17.33.4 не отвечает", "2.17.33.4"),
        ("Oracle 192.168.4.2 is down", "192.168.4.2"),
        ("SAP 10.4.31.7 is down", "10.4.31.7"),
        ("the Oracle host 2.17.33.4 is down", "2.17.33.4"),
        ("Move Exchange to 13.107.42.14 tonight.", "13.107.42.14"),
        ("vSphere unter 20.50.12.7 nicht erreichbar.", "20.50.12.7"),
        ("Citrix 3.120.45.67 times out", "3.120.45.67"),
        ("1С на 18.196.33.44 не отвечает", "18.196.33.44"),
        ("Veeam from 3.120.45.67 fails", "3.120.45.67"),
        ("WhatsApp login 18.196.33.44", "18.196.33.44"),
        ("Windows 10 3.120.45.67 login failed", "3.120.45.67"),
        ("wordpress visitor 18.196.33.44 tried", "18.196.33.44"),
        ("Safari 17 17.58.101.14 sign-in", "17.58.101.14"),
    ],
)
def test_an_address_near_a_program_is_one(text: str, address: str) -> None:
    assert (address, "ip") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "la clave actual es Ciruela.77x y no entra",
        "la clave para entrar es Ciruela.77x y no entra",
        "la clave que uso es Ciruela.77x y no entra",
        "das Passwort lautet derzeit Ciruela.77x und geht nicht",
    ],
)
def test_a_password_is_found_with_words_between_its_name_and_the_verb(text: str) -> None:
    assert ("Ciruela.77x", "secret") in found(text)


def test_the_key_of_a_table_is_no_password() -> None:
    assert found("La clave única es NX-2231.4b en la tabla") == []
