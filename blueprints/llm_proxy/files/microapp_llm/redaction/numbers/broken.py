"""Finds numbers that a line's end breaks in two: "4310 2047\\n4065 1646", "+49 30\\n901820"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers.cards import may_be_card
from microapp_llm.redaction.numbers.forms import FORMS
from microapp_llm.redaction.numbers.national.by_length import is_national
from microapp_llm.redaction.numbers.said_before import REACH, named_next, said_before
from microapp_llm.redaction.numbers.written import (
    CAPITAL,
    KNOWN,
    number_end,
    pieces_of,
    writing_of,
)

_BREAK = re.compile(  # a line ends as a number may, the next one begins as one may go on
    rf"\n(?<=[0-9{CAPITAL})№ ./-]\n)(?=[0-9№(]|/ [0-9]|[{CAPITAL}]{{1,3}}(?![A-Za-z]))"
)
_HEAD = re.compile(
    rf"(?<![^\W_])[+0-9({CAPITAL}]"
    rf"(?:[0-9{CAPITAL}(+)№]|[ ./-]{{1,3}}(?=[0-9{CAPITAL}(№])){{0,22}}(?: ?[./-])?\Z"
)
_DIGITS = re.compile(r"(?<![0-9A-Za-z])[(+]{0,2}[0-9][0-9 ()./-]*\Z")
_MORE_DIGITS = re.compile(r"[0-9(][0-9 ()./-]*")
_GOES_ON = re.compile(rf"[A-Za-z0-9]| [{CAPITAL}0-9]")
_PIECE = re.compile(r"[^ :]+")
_LONGEST = 32
_REACH = 26
_WHOLE = 7  # digits in a row that may be a number by themselves
_OF_CARDS = frozenset(("4 4 4 4", "4-4-4-4", "4 6 5", "4-6-5", "4 6 4", "4-6-4", "4 4 4 4 3"))
_WRITINGS = KNOWN.union(*FORMS.values())
_PHONES = (  # how it begins; the most digits before the break, the fewest and the most of all
    (re.compile(r"\(?\+"), 9, 9, 13),
    (re.compile("00[1-9]"), 11, 11, 15),
    (re.compile("."), 6, 7, 11),
)


class _Broken(NamedTuple):
    """What stands on both sides of the end of a line."""

    text: str
    at: int  # where the first part ends, with its mark
    after: int  # where the second one begins

    def joined(self, begin: int) -> tuple[str, int]:
        """The two in one line from there on, and by how much longer it is up to the second one."""
        before = self.text[begin : self.at].rstrip(" ")
        link = "" if before[-1:] in ".-" else " "
        rest = self.text[self.after : begin + _LONGEST]
        return before + link + rest, len(before) + len(link) + begin - self.after


def find(text: str) -> Iterator[Found]:
    """Each such number, in a text of several lines that has digits."""
    for match in _BREAK.finditer(text):
        at = match.start()
        head = _HEAD.search(text[max(0, at - _REACH) : at].rstrip(" "))
        if head:
            broken = _Broken(text, at, match.end())
            start = max(0, at - _REACH) + head.start()
            found = _named(broken, start) or _of_digits(broken, start)
            if found:
                yield found


def _named(broken: _Broken, start: int) -> Found | None:
    """A person's number beside its name: what precedes the break is none by itself."""
    text, at, _ = broken
    for piece in _PIECE.finditer(text, start, at):
        begin = piece.start()
        forms = named_next(text[max(0, begin - REACH) : begin])
        if forms is None:
            continue
        before = pieces_of(text[begin:at].strip(" ./-"))
        if writing_of(before) in KNOWN or (len(before) == 1 and len(before[0]) > _WHOLE):
            return None
        joined, longer = broken.joined(begin)
        end = number_end(joined, 0, forms)
        if end > at - begin and _is_one(joined[:end], forms) and not _goes_on(joined, end):
            return Found(begin, begin + end - longer, "national_id")
        return None
    return None


def _is_one(written: str, forms: frozenset[str]) -> bool:
    """Whether it is written as such a number is, or has a checksum that holds."""
    pieces = pieces_of(written)
    writing, digits = writing_of(pieces), "".join(pieces[::2])
    if writing in (forms or _WRITINGS):
        return True
    return digits.isdigit() and is_national(digits, writing, is_named=True)


def _goes_on(joined: str, end: int) -> bool:
    """Whether the last part is the first word of a sentence, or more of it follows."""
    is_letters = joined[:end][-1:].isalpha() and joined[end - 2 : end - 1] == " "
    return bool(_GOES_ON.match(joined, end)) or (is_letters and joined[end : end + 1] == " ")


def _of_digits(broken: _Broken, start: int) -> Found | None:
    """A card, or a phone behind a word for one or with the number of its country."""
    text, at, after = broken
    head, tail = _DIGITS.search(text, start, at), _MORE_DIGITS.match(text, after, after + _LONGEST)
    if not head or not tail:
        return None
    begin, more = head.start(), tail[0].rstrip(" (./-")
    if _GOES_ON.match(text, after + len(more)):
        return None
    joined, _ = broken.joined(begin)
    before, count = (sum(map(str.isdigit, part)) for part in (head[0], head[0] + more))
    pieces = pieces_of(joined[: len(joined) - len(text[after + len(more) : begin + _LONGEST])])
    if writing_of(pieces) in _OF_CARDS:
        digits = "".join(pieces[::2])
        if may_be_card(digits, is_named=False, is_called=False):
            return Found(begin, after + len(more), "card")
    for opening, most_before, fewest, most in _PHONES:
        if opening.match(head[0]):
            is_said = opening.pattern != "." or said_before(text, begin, begin).phone
            is_one = before <= most_before and fewest <= count <= most and is_said
            return Found(begin, after + len(more), "phone") if is_one else None
    return None
