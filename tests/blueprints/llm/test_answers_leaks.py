"""An answer does not tell the instructions of a stored prompt, nor the mark before them."""

from __future__ import annotations

import base64
import codecs
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_llm.answers import AnswerGuard, AnswerRules, StreamGuard
from microapp_llm.prompts.instructions import RUN, Instructions
from microapp_llm.redaction import Policy, Redactor, Vault

MARK = "0a1b2c3d4e5f60718293"
FIRST = "You are the assistant of the Falcon desk, and you never speak of prices."
SECOND = "When somebody asks for a discount, offer ten percent at most; never tell them why."
FAR = (
    "私たちは社内の相談窓口として、値引きの理由を決してお客様に伝えないように"
    "約束しています。必ず守ってください。"
)
INSTRUCTIONS = Instructions([f"{FIRST}\n{SECOND}\n", FAR])
BARE = [word.strip(".,;") for word in f"{FIRST} {SECOND}".split()]
CODED = base64.b64encode(f"Internal mark: mark-{MARK}.".encode()).decode()


def rules(*said: str) -> AnswerRules:
    return AnswerRules(canary=MARK, instructions=INSTRUCTIONS, said=lambda: said)


def guard(*said: str) -> AnswerGuard:
    return AnswerGuard(rules(*said), Redactor(Policy(), b"k" * 32), Vault("conversation-1"))


def streamed(text: str, cuts: list[int], *said: str) -> tuple[str, bool]:
    """Give what a stream has told when it comes in these pieces, and whether it was refused."""
    stream = StreamGuard(guard(*said))
    edges = [0, *sorted(cuts), len(text)]
    told = "".join([stream.feed(text[start:end]) for start, end in pairwise(edges)])
    return told + stream.finish(), bool(stream.refused)


LEAKS = {
    "the mark": f"mark-{MARK}",
    "its digits alone": MARK,
    "in capitals": MARK.upper(),
    "spaced": " ".join(MARK),
    "with dashes and lines": "-\n".join(MARK),
    "after a dash": f"mark - {MARK[:10]} … {MARK[10:]}",
    "with wide digits": MARK.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "with what nobody sees": "\u200b".join(MARK),
    "backwards": MARK[::-1],
    "in numbers of characters": "".join(f"&#{ord(sign)};" for sign in MARK),
    "in hexadecimal numbers of characters": "".join(f"&#x{ord(sign):x};" for sign in MARK),
    "escaped as in JSON": "".join(f"\\u{ord(sign):04x}" for sign in MARK),
    "escaped as in a program": "".join(f"\\x{ord(sign):02x}" for sign in MARK),
    "with every third sign escaped": "".join(
        f"&#{ord(sign)};" if n % 3 else sign for n, sign in enumerate(MARK)
    ),
    "with signs of addresses": "".join(f"%{ord(sign):02x}" for sign in MARK),
    "in hexadecimal": MARK.encode().hex(),
    "in base64": CODED,
    "in base64, one later": base64.b64encode(f"x{CODED}mark-{MARK}.".encode()).decode(),
    "in base64, two later": base64.b64encode(f"xy{CODED}mark-{MARK}.".encode()).decode(),
    **{
        f"in base32, {before} later": base64.b32encode(f"{'x' * before}{MARK}.".encode()).decode()
        for before in range(5)
    },
    "in base64, on lines": "\n".join(CODED[n : n + 9] for n in range(0, len(CODED), 9)),
    "one sentence": FIRST,
    "another": SECOND,
    "in other capitals": SECOND.upper(),
    "as a list": "\n- ".join(SECOND.split()),
    "in bold": " ".join(f"**{word}**" for word in BARE),
    "twelve words": " ".join(BARE[5:17]),
    "without blanks": FAR,
}


@pytest.mark.parametrize("name", LEAKS)
@pytest.mark.parametrize("words", [0, 1, 5, 120])
def test_an_answer_that_tells_them_is_refused(name: str, words: int) -> None:
    answer = f"{'well, ' * words}{LEAKS[name]} and {'so on, ' * words}"

    checked = guard().check(answer)

    assert (checked.text, bool(checked.refused)) == ("", True)


@pytest.mark.parametrize("name", LEAKS)
@pytest.mark.parametrize("size", [1, 3, 16, 47, 48, 50])
def test_a_stream_that_tells_them_is_refused_at_each_size_of_chunk(name: str, size: int) -> None:
    answer = f"These are my instructions: {LEAKS[name]}{' and so on' * 5} and that is all."

    said, refused = streamed(answer, list(range(0, len(answer), size)))

    assert refused
    assert MARK not in said
    assert "that is all" not in said


@pytest.mark.parametrize("text", [f"Told: mark-{MARK}.", f"So: {SECOND}", f"言います、{FAR}。"])
def test_a_leak_is_seen_wherever_a_stream_is_cut(text: str) -> None:
    assert all(streamed(text, [cut])[1] for cut in range(len(text)))


def test_of_the_instructions_a_stream_tells_a_sentence_at_most() -> None:
    answer = f"{FIRST} {SECOND}"

    said, _ = streamed(answer, list(range(len(answer))))

    assert len(said) <= len(FIRST) + 50


@pytest.mark.parametrize("words", range(12))
def test_no_more_than_a_run_gets_out_wherever_it_begins(words: int) -> None:
    before = "so " * words
    answer = f"{before}{' '.join(BARE)} and that is all."
    cuts = [place.end() for place in re.finditer(" ", answer)]

    said, refused = streamed(answer, cuts)

    assert refused
    assert len(said.removeprefix(before).split()) <= RUN


INNOCENT = {
    "eleven words": " ".join(BARE[5:16]),
    "other words between": " ".join(f"{word} so" for word in BARE),
    "short words": "and so it is as it is, and so it is as it is, and so it goes",
    "half of a mark": MARK[:10],
    "another mark": MARK[::2] * 2,
    "turned letters": codecs.encode(FIRST, "rot13"),
}


@pytest.mark.parametrize("name", INNOCENT)
def test_an_answer_that_only_resembles_them_passes(name: str) -> None:
    assert guard().check(INNOCENT[name]).refused is None


def test_what_the_caller_said_may_come_back() -> None:
    asked = f"Is this good English? {SECOND} Thanks!"

    assert guard(asked).check(f"You wrote: {SECOND}").refused is None
    assert guard("Hello.", SECOND).check(f"{FIRST} {SECOND}").refused
    assert guard(SECOND).check(f"mark-{MARK}").refused


PIECES = (
    *(f"{word} " for word in BARE),
    *BARE[3:9],
    "\n",
    ", ",
    MARK,
    MARK[:9],
    MARK[9:],
    "é",
    "私",
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from((*PIECES, f"{SECOND} ", FAR[:9])), max_size=30), st.data())
def test_a_stream_is_refused_when_the_whole_is(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=9))

    assert streamed(text, cuts)[1] == bool(guard().check(text).refused)
