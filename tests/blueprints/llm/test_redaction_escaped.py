"""A value is found behind what programs write for a break, a colour or emphasis."""

from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor, Vault

REDACTOR = Redactor(Policy(), b"a key for tests only")
VALUES = {
    "card": "4111 1111 1111 1111",
    "iban": "DE89 3704 0044 0532 0130 00",
    "phone": "+49 30 901820",
    "ip": "84.12.190.33",
    "national_id": "856-45-6789",
    "name": "Ann Smith",
    "email": "ann.smith@acme.example",
}
BEFORE = (
    *(
        r"\b",
        r"\f",
        r"\u001f",
        r"\u00a0",
        r"\ud83d\ude00",
        "%C2%A0",
        "\x0b",
        "\x0c",
        "\x85",
    ),
    *(r"\u001b[31m", r"\x1b[31m", r"\033[0m", "\x1b[2K"),
    *(r"\n", r"\t", r"\r\n", r"\\n", r"\\\\n", r"\"", r"\u000a", r"\x0a"),
    *("%0A", "%0D%0A", "%09", "=0A", "=3D", "&#10;", "&#xA;", "&Tab;", "&NewLine;", "&quot;"),
    *("\x1b[31m", "\x1b[0;1m"),
)


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("before", BEFORE, ids=ascii)
def test_a_value_behind_an_escaped_break_is_taken_out(before: str, kind: str) -> None:
    text = f'{{"note": "Here it is:{before}{VALUES[kind]} ok"}}'

    done = REDACTOR.redact(text, Vault("conversation-1"))

    assert done.text == text.replace(VALUES[kind], f"[{kind.upper()}]")


@pytest.mark.parametrize("mark", ["_", "__", "*", "**"])
@pytest.mark.parametrize("kind", VALUES)
def test_a_value_that_is_stressed_in_markdown_is_taken_out(mark: str, kind: str) -> None:
    text = f"Here it is: {mark}{VALUES[kind]}{mark}, and more"

    done = REDACTOR.redact(text, Vault("conversation-1"))

    assert done.text == text.replace(VALUES[kind], f"[{kind.upper()}]")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"My name is J\u00fcrgen M\u00fcller.", "name"),
        (
            r"\u0418\u043c\u044f: \u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432",
            "name",
        ),
        (r"card 4111\u00a01111\u00a01111\u00a01111", "card"),
        (r"T\u00e9l.\u202f+49\u202f30\u202f901820", "phone"),
    ],
)
def test_a_value_that_python_wrote_as_json_is_taken_out(text: str, kind: str) -> None:
    assert REDACTOR.redact(text, Vault("conversation-1")).counts == {kind: 1}


@pytest.mark.parametrize("kind", ["card", "iban", "national_id", "name"])
def test_a_value_in_a_form_that_was_sent_is_taken_out(kind: str) -> None:
    value = VALUES[kind].replace(" ", "+")
    text = f"note=Here+it+is%3A+{value}+ok&more=yes"

    done = REDACTOR.redact(text, Vault("conversation-1"))

    assert value not in done.text
    assert done.counts == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        r"C:\Users\nadia\reports\table.txt",
        r"the pattern \d{3}\t\w+\n and no more",
        "a_b_c = 4111_1111 + my_var_42",
        "total=a+b+c*2 and more",
        "50%0A of it, and x=0Af3",
        r"\new \table \rule of LaTeX",
    ],
)
def test_code_and_paths_are_left_alone(text: str) -> None:
    assert REDACTOR.findings(text) == []
