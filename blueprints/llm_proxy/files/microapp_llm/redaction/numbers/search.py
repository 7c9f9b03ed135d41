"""Finds what is made of digits: cards, accounts, national numbers, phones, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers import broken, ibans, machines, named
from microapp_llm.redaction.numbers.national import with_letters
from microapp_llm.redaction.numbers.phones import extension_end
from microapp_llm.redaction.numbers.runs import Run

_NUMBER = re.compile(  # what it begins with comes first: a search for that skips words fast
    r"[0-9(+](?:(?<=[0-9])|[+( ]{0,2}[0-9])(?:[ ./()-]{0,3}[0-9]){6,}"
)


def find(text: str) -> Iterator[Found]:
    """Every number of a person in a text that has digits."""
    taken = list(ibans.find(text))
    for start, end in taken:
        yield Found(start, end, "iban")
    for number in broken.find(text) if "\n" in text else ():
        yield number
        taken.append((number.start, number.end))
    for start, end in [*named.find(text, taken)]:
        yield Found(start, end, "national_id")
        taken.append((start, end))
    for start, end in with_letters.find(text):
        yield Found(start, end, "national_id")
    for machine in machines.find(text):
        yield machine
        taken.append((machine.start, machine.end))
    for start, end in _between(sorted(taken), len(text)):
        for match in _NUMBER.finditer(text, start, end):
            if not _touches_a_word(text, match):
                yield from Run(text, match).found()


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
