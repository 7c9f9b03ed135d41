"""Finds what is made of digits: cards, accounts, national numbers, phones, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers import broken, ibans, machines, named
from microapp_llm.redaction.numbers.firms import is_of_firm
from microapp_llm.redaction.numbers.national import with_letters
from microapp_llm.redaction.numbers.phones import extension_end
from microapp_llm.redaction.numbers.runs import Run
from microapp_llm.redaction.numbers.said_before import said_before

_NUMBER = re.compile(  # what it begins with comes first: a search for that skips words fast
    r"[0-9(+](?:(?<=[0-9])|[+( ]{0,2}[0-9])(?:[ ./()-]{0,3}[0-9]){6,}"
)
_CELL = re.compile(r"(?<![^\W_])[A-Z][0-9]{1,2} ")  # the name of a cell, before what is in it
_LINE = 48
_BILL = re.compile(r"[0-9]{5}\.[0-9]{5} (?:[0-9]{5}\.[0-9]{6} ){2}[0-9] [0-9]{14}")  # of Brazil
_READ_BY_MACHINES = re.compile("[0-9]< ?[0-9]")  # of a form for payments: "+71< 00086198 +8305<"


def find(text: str) -> Iterator[Found]:
    """Every number of a person in a text that has digits."""
    taken = list(ibans.find(text))
    for start, end in taken:
        yield Found(start, end, "iban")
    for number in broken.find(text) if "\n" in text else ():
        yield number
        taken.append((number.start, number.end))
    for start, end in [*named.find(text, taken)]:
        if not is_of_firm(text, start, end):
            yield Found(start, end, "national_id")
        taken.append((start, end))
    for start, end in with_letters.find(text):
        if not is_of_firm(text, start, end) and not said_before(text, start, start).other:
            yield Found(start, end, "national_id")
    for machine in machines.find(text):
        yield machine
        taken.append((machine.start, machine.end))
    for start, end in _between(sorted(taken), len(text)):
        for match in _NUMBER.finditer(text, start, end):
            apart = None if _BILL.fullmatch(match[0]) else _apart(text, match, end)
            for one in Run(text, apart).found() if apart else ():
                if one.kind != "national_id" or not is_of_firm(text, one.start, one.end):
                    yield one


def _between(taken: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text that are not taken yet."""
    free_from = 0
    for start, end in taken:
        if start > free_from:
            yield free_from, start
        free_from = max(free_from, end)
    yield free_from, length


def _apart(text: str, match: re.Match[str], end: int) -> re.Match[str] | None:
    """The number without what belongs to a word before it: "D2 957 68 74 97"; none if all does."""
    before = text[match.start() - 1 : match.start()]
    if before == "_" or (before.isalnum() and before.isascii()):
        cell = _CELL.match(text, match.start() - 1)
        found = _NUMBER.match(text, cell.end(), end) if cell else None
        return found and (None if _goes_on(text, found) else found)
    return None if _goes_on(text, match) else match


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether a number ends in a word, or in the mark of a line that machines read."""
    end = match.end()
    after = text[end : end + 1]
    if after == "<":
        line = text[max(0, match.start() - _LINE) : match.start()].rpartition("\n")[2]
        return _READ_BY_MACHINES.search(line) is not None
    goes_on = after == "_" or (after.isalnum() and after.isascii())
    return goes_on and extension_end(text, end) == end
