"""Passwords as programs make them are hidden whole, whatever signs are in them; code stays."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import random
import string

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
SIGNS = "!@#%^&*()_+-=[]{};:,.?~|"
FORMS = (
    "password: {}",
    "DB_PASSWORD={}",
    "My new password is {} and it does not work",
    "The password for the guest network is now {}",
    "Your temporary password is {}.",
    "PASSWORD\t{}",
    '{{"user": "operator", "password": "{}"}}',
    "The password is „{}“, for the printer.",
    "Das Kennwort für den Druckerzugang ist jetzt {}",
    "Le mot de passe du wifi invité est {} jusqu'à vendredi",
    "Voici le mot de passe du partage réseau : {}",
    "A palavra-passe do wifi da loja é {}",
    "Lösenordet till gästnätet är {}",
    "Vierasverkon salasana on {}",
    "Misafir ağının yeni şifresi {}",
    "Новый пароль от гостевой сети {}",
    "Ο κωδικός για το δίκτυο επισκεπτών είναι {}",
    "パスワードは{}です。",
    "新密码是{}。",
    "비밀번호는 {}입니다.",
    "creds: operator:{}",
    "Login: operator / {}",
)
CODE = (
    'password = os.environ["DB_PASSWORD1"]',
    "password: getPass(User1)",
    'self.password = Config.get("Db1", "Pass_2")',
    "password=${DB_Pass1}",
    "password: %(Db_Pass1)s",
    "The password must match ^(?=.*[A-Z])(?=.*[0-9]).{8,}$ as our docs say.",
    'password = input("Enter Password (8+ chars, A-Z, 0-9): ")',
    "if (password.length < 8 || !/[A-Z0-9]/.test(password)) {",
    "The password policy (NIST-800-63B) is at https://wiki.corp/Pass_1?a=B2.",
    "The login GET /Sessions/{id}?Expand=Roles,2 answers 404.",
)


def passwords(number: int) -> list[str]:
    """Give so many passwords with every kind of character, which change often."""
    drawn = random.Random(number)  # noqa: S311  (the same in each run)
    found: list[str] = []
    alphabet = string.ascii_letters + string.digits + SIGNS
    while len(found) < number:
        value = "".join(drawn.choices(alphabet, k=drawn.randint(10, 20)))
        kinds = (str.isdigit, str.islower, str.isupper)
        ends_well = value[0].isalnum() and value[-1].isalnum()
        is_mixed = all(any(map(kind, value)) for kind in kinds)
        if ends_well and is_mixed and sum(not one.isalnum() for one in value) > 2:
            found.append(value)
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_password_that_a_program_made_is_hidden_whole(form: str) -> None:
    for value in passwords(50):
        text = form.format(value)
        start = text.index(value)

        found = [one for one in REDACTOR.findings(text) if one.kind == "secret"]

        is_hidden = any(one.start <= start and start + len(value) <= one.end for one in found)
        assert is_hidden, f"{text}: {found}"


@pytest.mark.parametrize("text", CODE)
def test_code_and_rules_for_passwords_are_none(text: str) -> None:
    assert not [text[one.start : one.end] for one in REDACTOR.findings(text)]


def test_another_field_behind_a_password_stays() -> None:
    text = "Server=db;Password=aB3$(x;7Kq!2;Database=Orders"

    (found,) = REDACTOR.findings(text)
    assert text[found.start : found.end] == "aB3$(x;7Kq!2"


def test_a_key_of_an_app_is_a_key() -> None:
    text = "DD_APP_KEY: 84ec53dca838995b610d7bd0d68492584bbf320a"

    assert [text[one.start : one.end] for one in REDACTOR.findings(text)] == [text[12:]]
