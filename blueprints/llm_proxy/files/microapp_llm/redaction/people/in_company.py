"""Finds names that stand alone in a text that is about persons already.

"Hildebrandt" by itself may be a firm, a street or a river, and "raluca" a word. Where somebody is
named already, or the number of a phone, a card or an account stands, they are persons.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.alone import may_be_in, stands_alone
from microapp_llm.redaction.people.around import is_strongly_around
from microapp_llm.redaction.people.lists import (
    is_common,
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    listed,
    may_be_family,
)
from microapp_llm.redaction.people.shapes import CAPITALS, has_looks
from microapp_llm.redaction.people.small_letters import is_apart
from microapp_llm.redaction.people.small_places import places
from microapp_llm.redaction.people.things import is_of_a_thing, is_trade, names_a_place
from microapp_llm.redaction.phrases import phrases

_GOES_ON = re.compile(rf"[\w@/]|['\u2019](?!s\b)|\.\w| ?&| [{CAPITALS}0-9]")
_MAKES = frozenset(phrases("things/names_too", "", "carriers"))
_AT = (
    *(" at ", " by ", " with ", " via ", " from ", " per ", " bei ", " mit ", " von ", " über "),
    *(" chez ", " avec ", " par ", " con ", " por ", " com ", " da ", " presso ", " bij ", " met "),
    *(
        " van ",
        " hos ",
        " med ",
        " från ",
        " fra ",
        " av ",
        " w ",
        " z ",
        " u ",
        " przez ",
        " přes ",
    ),
)
_WITHIN = (" in ", " em ", " near ", " de la ", " à la ")
_OF_THE = (" des ", " eines ", " dieses ", " jedes ")
_SHORTEST, _SHORTEST_SMALL = 3, 5  # letters
_REACH = 24
_FEW = 12  # places that are asked one by one
_OPENING = " \"'(*_-\u2013\u2022\u201c\u201e\u00ab\u2018\u00bf\u00a1"
_ENDING = ".?!:\n\t;"


def in_company(
    text: str, runs: Sequence[re.Match[str]], small: frozenset[str], found: Sequence[Found]
) -> Iterator[Found]:
    """Every such name beside those that are found.

    The runs are of words with capitals; the small ones are given names in small letters.
    """
    taken = _Taken(found)
    for start, end in (*_families(text, runs, taken), *_given(text, small)):
        if not taken.holds(start):
            yield Found(start, end, "name")


class _Taken:
    """The places that are taken, asked fast however many there are."""

    __slots__ = ("_reach", "_spans", "_starts")

    def __init__(self, found: Sequence[Found]) -> None:
        self._spans = [(one.start, one.end) for one in found]
        self._starts: list[int] = []
        self._reach: list[int] = []
        if len(self._spans) > _FEW:
            spans = sorted(self._spans)
            self._starts = [start for start, _ in spans]
            self._reach = [*accumulate((end for _, end in spans), max)]

    def holds(self, at: int) -> bool:
        """Whether one of them begins before this place, or here, and ends behind it."""
        if not self._starts:
            for start, end in self._spans:  # noqa: SIM110 - a loop takes half the time of any()
                if start <= at < end:
                    return True
            return False
        before = bisect_right(self._starts, at)
        return before > 0 and at < self._reach[before - 1]


def _families(text: str, runs: Sequence[re.Match[str]], taken: _Taken) -> Iterator[tuple[int, int]]:
    for run in runs:
        start = run.start()
        for part in run[0].split(" "):
            word = part.rstrip(".")
            end = start + len(word)
            if may_be_family(word) and not taken.holds(start) and _is_family(text, start, end):
                yield start, end
            start += len(part) + 1


def _given(text: str, small: frozenset[str]) -> Iterator[tuple[int, int]]:
    names = frozenset(one for one in small if len(one) >= _SHORTEST_SMALL) - listed("lone_words")
    for start, end in places(text, names) if names else ():
        if is_apart(text, start, end):
            yield start, end


def _is_family(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if len(word) < _SHORTEST or not word[1:2].islower() or not _is_one(text, start, end, word):
        return False
    if _is_sure(word):
        if word.lower() in listed("lone_words") and _begins(text, start):
            return False
        if word in listed("family_cities") and may_be_in(text, start):
            return False
        if text.endswith(_WITHIN, 0, start):
            return False  # "the flat in Clapham"
        if word[-1] == "s" and text.endswith(_OF_THE, 0, start):
            return False  # "wegen des Spechts"
        if word in _MAKES and text.endswith(_AT, 0, start):
            return False  # "the parcel is at Schenker"
    elif word in listed("family_cities") and may_be_in(text, start):
        return False  # "z Niemiec"
    elif is_no_name(word) or not is_family(word) or not is_strongly_around(text, start, end):
        return False  # a word besides: "Church liked the demo"
    return (
        stands_alone(text, start, end)
        and not is_of_a_thing(text, start, end)
        and not is_trade(text, start, word)
    )


def _is_sure(word: str) -> bool:
    """Whether it is a family name, or that of a family: "Lindqvists"."""
    if is_no_name(word) or not has_looks([word]):
        return False
    return is_only_family(word) or (
        word[-1] == "s" and not is_given(word) and is_only_family(word[:-1]) and not is_common(word)
    )


def _is_one(text: str, start: int, end: int, word: str) -> bool:
    """Whether no other word with a capital stands right beside it, and no number behind it.

    What is a person's may have one in German: "Krügers Einwand".
    """
    is_persons = word[-1] == "s" and not is_family(word) and text[end + 1 : end + 2].isupper()
    if _GOES_ON.match(text, end) and not is_persons:
        return False
    before = text[max(0, start - _REACH) : start]
    if before[-1:] != " ":
        return True
    last = before.rstrip().rpartition(" ")[2]
    if last.isdecimal() and before[-len(last) - 2 : -len(last) - 1] == " ":
        return False  # "in 14 Repos"
    if not last[:1].isupper() or last[-1] in f"{_ENDING},":
        return True
    is_first = is_no_name(last) and _begins(text, start - 1 - len(last))  # "Bitte Hildebrandt"
    return is_first and not names_a_place(last)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence or a line begins at this place, or what somebody says."""
    before = text[max(0, start - _REACH) : start].rstrip(_OPENING)
    return not before or before[-1] in _ENDING
