"""Passwords are found in texts of any language, with a sign in them, and in the line below."""

# ruff: noqa: RUF001 - letters of other alphabets are meant

from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)


def secrets(text: str) -> list[str]:
    """Give the secrets that are found."""
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "secret"]


@pytest.mark.parametrize(
    ("text", "password"),
    [
        # Turkish, whose capital of an i is two letters when it is made small
        ("İzmir ofisinin parolası: Boğaz#4471x", "Boğaz#4471x"),
        ("Rezervasyon ekranı parola: Kapadokya.77tr — İlknur yazdı", "Kapadokya.77tr"),
        ("İŞKUR hesabının şifresi Kordon!2031 oldu", "Kordon!2031"),
        # a word, a sign and digits are no setting
        ("It is at 192.0.2.7 with password Zorvin=383 if asked", "Zorvin=383"),
        ("temp password: Nasthal=10X. Showing starts at 10", "Nasthal=10X"),
        ("la contraseña es Brimiko=922, cambia cada mes", "Brimiko=922"),
        # letters that were drawn, with a sign
        ("पासवर्ड BjeT?hCOfGHa, प्रिंटर HP", "BjeT?hCOfGHa"),
        # words of more languages
        ("bruger vagt2, kodeord Natugle%9sø virkede ikke", "Natugle%9sø"),
        ("akun dikunci, sandi baru Bromo-kopi88; kunci di meja", "Bromo-kopi88"),
        # the line below
        ("The portal pw got reset. New one is\nHarvest-91Barn!\nuser is ap", "Harvest-91Barn!"),
        ("Das neue Kennwort:\nHolunder#44b\nBitte ändern", "Holunder#44b"),
        ("und das Kennwort?\nAli: Pabopi_Vabu+423, steht am Monitor", "Pabopi_Vabu+423"),
        ("router 192.168.1.1, ww: Fepo467$ry8", "Fepo467$ry8"),
        # keys
        (
            "https://api.telegram.org/bot5853881610:AAUh8S40IlYjQ0_YHGRi9gv72NVxvnGnT0B/send",
            ":AAUh8",
        ),
        ("wrong key? ead3ca35-b964-43f9-aa2d-2b43fb61c804:fx", "ead3ca35-b964"),
    ],
)
def test_a_password_or_key_is_found(text: str, password: str) -> None:
    assert [one for one in secrets(text) if password in one]


@pytest.mark.parametrize(
    "text",
    [
        "the password rules: Length=12",
        "password policy MinLength=12 RequireDigit=true",
        "password history Retries=3",
        "The password rules are:\nISO-27001/2022\nNext",
        "The page to reset the password is\nhttps://acme.example/Reset?id=9\nBye",
    ],
)
def test_a_setting_of_passwords_is_none(text: str) -> None:
    assert secrets(text) == []
