"""Finds what is made of digits: cards, accounts, national numbers, phones, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers import ibans, machines, named
from microapp_llm.redaction.numbers.national import with_letters
from microapp_llm.redaction.numbers.phones import extension_end
from microapp_llm.redaction.numbers.runs import Run

_NUMBER = re.compile(  # what it begins with comes first: a search for that skips words fast
    r"[0-9(+](?:(?<=[0-9])|[+( ]{0,2}[0-9])(?:[ ./()-]{0,3}[0-9]){6,}"
)

_BROKEN = re.compile(  # by a line's end: "+49 30\\n901820"
    r"\+(?P<before>[1-9][0-9]{0,2}[ .(/)-][0-9 .(/)-]{0,14}|[1-9][0-9]{0,2})\n"
    r"(?P<after>[0-9(][0-9 .(/)-]{1,14}[0-9])(?![0-9A-Za-z])"
)
_FEWEST, _MOST = 9, 13  # digits of a broken one
_MOST_BEFORE = 8  # digits before the break: more may be a number by themselves


def find(text: str) -> Iterator[Found]:
    """Every number of a person in a text that has digits."""
    taken = list(ibans.find(text))
    for start, end in taken:
        yield Found(start, end, "iban")
    for start, end in [*named.find(text, taken)]:
        yield Found(start, end, "national_id")
        taken.append((start, end))
    for start, end in with_letters.find(text):
        yield Found(start, end, "national_id")
    for machine in machines.find(text):
        yield machine
        taken.append((machine.start, machine.end))
    for start, end in _broken(text) if "+" in text and "\n" in text else ():
        yield Found(start, end, "phone")
        taken.append((start, end))
    for start, end in _between(sorted(taken), len(text)):
        for match in _NUMBER.finditer(text, start, end):
            if not _touches_a_word(text, match):
                yield from Run(text, match).found()


def _broken(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of phones with a plus that go on in the next line."""
    for match in _BROKEN.finditer(text):
        before, after = (sum(map(str.isdigit, part)) for part in match.groups())
        if before <= _MOST_BEFORE and _FEWEST <= before + after <= _MOST:
            yield match.span()


def _between(taken: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text that are not taken yet."""
    free_from = 0
    for start, end in taken:
        if start > free_from:
            yield free_from, start
        free_from = max(free_from, end)
    yield free_from, length


def _touches_a_word(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if start:
        before = text[start - 1]
        if before == "_" or (before.isalnum() and before.isascii()):
            return True
    after = text[end : end + 1]
    return after.isalnum() and after.isascii() and extension_end(text, end) == end
