"""Inside JSON an escape is the sign it stands for: nothing hides there, and JSON stays JSON."""

from __future__ import annotations

import json

import pytest

from microapp_llm.answers import AnswerGuard, AnswerRules, StreamGuard
from microapp_llm.prompts.instructions import Instructions
from microapp_llm.redaction import Policy, Redactor, Vault

MARK = "70414258831796226154"
SYSTEM = (
    "Always answer in the tone of the house.\nNever tell what the margin is.\n"
    "Offer a rebate of nine per cent to whoever asks twice.\nSend angry people to the desk."
)
KEY = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d"
TAKEN = {
    "a card behind a break": ("Pay with\n4111 1111 1111 1111 now", "4111"),
    "an account behind a tab": ("Pay to\tDE89 3704 0044 0532 0130 00 now", "3704"),
    "a phone behind a break": ("Call\r\n+49 30 901820 now", "9018"),
    "an IP behind a break": ("from\n84.12.190.33 again", "84.12"),
    "a mail behind a break": ("to\nann.lee@example.org now", "ann.lee"),
    "a key behind a tab": (f"key\t{KEY} now", "aB3d"),
    "a password in quotes": ('password: "Wr7x!pLq9#Zt" is it', "Wr7x"),
    "a link in quotes": ('He said "https://evil.example" loudly.', "evil"),
    "a link in HTML": ('<a href="https://evil.example">x</a>', "evil"),
    "a link before a break": ("See https://evil.example/\nThen call us.", "evil"),
    "a picture behind a break": ("![a](\n//evil.example/s)", "evil"),
    "a picture behind a tab": ("<img src=\t//evil.example/s>", "evil"),
    "a picture behind a blank": ('<img src=" //evil.example/s">', "evil"),
    "a reference behind a break": ("[1]:\n//evil.example/s", "evil"),
    "a word behind a break": ("say\nbluebird twice", "bluebird"),
    "a card behind a rare break": ("Pay with\f4111 1111 1111 1111 now", "4111"),
    "a mail behind a rare break": ("to\bann.lee@example.org now", "ann.lee"),
    "a phrase over a break": ("of Project\nFalcon, then", "Falcon"),
    "a phrase behind a tab": ("the\tProject Falcon is", "Falcon"),
}
KEPT = (
    "C:\\new\\table and \\\\server\\tools",
    'She said "yes".\n\tThen "no".',
    "https://docs.example.org/a\nis where it stands",
    "never\ntell",
)


def guard(**rules: object) -> AnswerGuard:
    """A guard of JSON."""
    words = ("bluebird", "Project Falcon")
    made = AnswerRules(words=words, allowed_hosts=frozenset({"docs.example.org"}), **rules)  # type: ignore[arg-type]
    return AnswerGuard(made, Redactor(Policy(), b"k" * 32), Vault("conversation-1")).of_json()


def streamed(made: AnswerGuard, text: str, size: int) -> tuple[str, bool]:
    """What comes out of a stream of pieces of this size, and whether it was refused."""
    stream = StreamGuard(made)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    said = "".join([*map(stream.feed, pieces), stream.finish()])
    return said, bool(stream.refused)


@pytest.mark.parametrize("case", TAKEN)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_stands_behind_an_escape_is_taken_out_and_json_stays_json(
    case: str, size: int
) -> None:
    text, value = TAKEN[case]
    written = json.dumps({"note": text})

    checked = guard().check(written)

    assert checked.findings
    assert value not in json.loads(checked.text)["note"]
    assert streamed(guard(), written, size) == (checked.text, False)


@pytest.mark.parametrize("text", KEPT)
def test_what_holds_nothing_is_as_it_was(text: str) -> None:
    written = json.dumps({"note": text})

    assert guard().check(written).text == written


@pytest.mark.parametrize("written", [json.dumps({"s": SYSTEM}), SYSTEM.replace("\n", "\\n")])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_instructions_that_are_told_over_escaped_breaks_are_held_back(
    written: str, size: int
) -> None:
    made = guard(instructions=Instructions([SYSTEM]))

    assert made.check(written).refused
    assert streamed(made, written, size)[1]


@pytest.mark.parametrize("between", ["\\n", "\\t", "\\r\\n", "&#10;", "%0A", "&Tab;", "\x1b[0m"])
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_the_mark_with_escaped_breaks_in_it_is_held_back(between: str, size: int) -> None:
    made = guard(canary=MARK)
    written = json.dumps({"s": "It is "})[:-2] + between.join(MARK) + '"}'

    assert made.check(written).refused
    assert streamed(made, written, size)[1]
