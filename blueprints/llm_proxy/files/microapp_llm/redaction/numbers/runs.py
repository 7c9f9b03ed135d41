"""Tells which numbers a run of digits and marks holds: a card, a person's number, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers.cards import has_a_brand, may_be_card
from microapp_llm.redaction.numbers.checksums import is_book
from microapp_llm.redaction.numbers.labels import is_labelled
from microapp_llm.redaction.numbers.national.by_length import WRITINGS, is_national
from microapp_llm.redaction.numbers.offices import is_of_an_office
from microapp_llm.redaction.numbers.phones import (
    AFTER,
    extension_end,
    is_date,
    is_in_word,
    is_phone,
    is_phone_alone,
    may_be_phone,
)
from microapp_llm.redaction.numbers.said_before import (
    NOTHING,
    Said,
    is_named_afar,
    said_before,
)
from microapp_llm.redaction.numbers.tables import (
    is_after_name,
    is_beside_name,
    is_called_else,
    is_id_in_row,
    is_mobile_in_chinese,
    kind_in_row,
    said_of_column,
)
from microapp_llm.redaction.phrases import one_of

_RUN = re.compile(r"([0-9]+)")
_MOST_RUNS = 8
_FEWEST, _MOST = 7, 19
_TABLE = 3_000  # characters before a number in which a line may end
_CODE = re.compile(r"[A-Z]{2,5}-\Z")  # letters before a number, as of an invoice
_LONGEST_CODE = 6
_TWO = 14  # digits that two numbers have
_MOBILE = 10  # digits of the number of a mobile phone in India
_AFTER = 40  # characters behind a number in which it may be called what it is
_LINKED = re.compile(rf" (?:{one_of('numbers/linking')}) ")
_UNCHECKED = "3-2-4"  # of the USA: no digit in it checks the others
_CPF = "3.3.3-2"  # of Brazil: nothing else is written so
_FROM_A_DATE = re.compile(
    r"(?:[12]([./-])[12]\1[24](?: [-\u2013] |(?!\1)[-\u2013])"
    r"|4([./-])2\2[12](?: [-\u2013] |(?!\2)[-\u2013]))[1-4]"
)
_DIALLED = ("0", "0178")  # what the numbers of phones begin with, and those of 11 digits
_LONG_NUMBER = re.compile(r"[1-4]([ .-])4(?:\1[4]){3,}(?:\1[1-4])?")
_FEW = 4  # parts of one number
_CARD = 16
_MEASURE = re.compile(rf" ?(?:{one_of('numbers/measures')})", re.IGNORECASE)
_AMERICAN = "3) 3-4"  # behind a bracket: no other number is written so
_CNPJ, _PARTS_OF_CNPJ = "2.3.3/4-2", 4  # of Brazil; the first part is not counted
_JOINED = frozenset("0123456789-")
_YEAR = "4-2-2-"
_FOUR = 4
_MOST_FOURS = 5  # places of a card in a row that may hold one and something else
_LONGEST_SPOKEN = 11  # digits of a phone that is written like a person's number
_AMBIGUOUS = ("3 3 3", "3-3-3", "3 3 4", "4 6", "4-6", "4 4 4", "4-4-4")  # phones' writings too


class Run:
    """A run of digits and marks, in which each number is the longest that makes sense.

    What a closer look at one stretch of it needs is counted once for the whole run, so that a long
    run of digits costs little more than its length.
    """

    def __init__(self, text: str, match: re.Match[str]) -> None:
        self._text, self._start = text, match.start()
        pieces = _RUN.split(match[0])  # a mark, digits, a mark, digits; after the last none follow
        marks, runs = pieces[:-1:2], pieces[1::2]
        self._spans: list[tuple[int, int]] = []
        at = self._start
        for mark, run in zip(marks, runs, strict=True):
            begin = at + len(mark)
            at = begin + len(run)
            self._spans.append((begin, at))
        self._digits = "".join(runs)
        lengths = [*map(len, runs)]
        self._counted = [0, *accumulate(lengths)]
        pieces[1::2] = map(str, lengths)
        self._pieces = pieces

    def _writing(self, at: int, last: int) -> str:
        """How many digits stand between which marks in these parts: "3-2-4"."""
        return "".join(self._pieces[2 * at + 1 : 2 * last + 2])

    def found(self) -> Iterator[Found]:
        """Each number in it."""
        if is_book(self._digits) or self._text.startswith("++", self._start):
            return
        if self._is_one_long_number() or self._is_of_a_code():
            return
        at, count, is_any = 0, len(self._spans), False
        while at < count:
            if self._is_from_a_date(at):
                at += 3
                continue
            hit = self._longest(at, min(count, at + _MOST_RUNS) - 1)
            if hit:
                is_any = True
                yield self._whole(
                    at, *(hit if at or not self._is_id(*hit) else (hit[0], "national_id"))
                )
                at = hit[0]
            at += 1
        if not is_any and 7 < self._counted[-1] < 17:
            kind = self._kind_by_place()
            if kind:
                yield self._whole(0, count - 1, kind)

    def _is_one_long_number(self) -> bool:
        """Whether all of it is one row of fours, as the number of a bill is: no card, no phones."""
        last = len(self._spans) - 1
        if last <= _FEW or not _LONG_NUMBER.fullmatch(self._writing(0, last)):
            return False
        if self._text[self._start] in "+(":
            return False
        said = self._said(0)
        return not (said.phone or said.card or self._holds_a_card())

    def _is_of_a_code(self) -> bool:
        """Whether all of it is a firm's number, or goes on from letters: "UA-2025-03-18-004471"."""
        last = len(self._spans) - 1
        if last == _PARTS_OF_CNPJ:
            return self._writing(0, last) == _CNPJ
        if not last or self._text[self._start - 1 : self._start] != "-":
            return False
        writing = self._writing(0, last)
        is_joined = set(writing) <= _JOINED and writing.startswith(_YEAR)
        return is_joined and self._goes_on_from_a_code()

    def _holds_a_card(self) -> bool:
        """Whether it is cards alone, or short enough to be one and what is said of it."""
        fours = [at for at, (start, end) in enumerate(self._spans) if end - start == _FOUR]
        cards = [self._is_card_at(at) for at in fours[: len(fours) - _FOUR + 1]]
        return any(cards) if len(cards) < _MOST_FOURS else all(cards[::_FOUR])

    def _is_card_at(self, at: int) -> bool:
        first = self._counted[at]
        digits = self._digits[first : first + _CARD]
        return may_be_card(digits, is_named=False, is_called=False)

    def _is_from_a_date(self, at: int) -> bool:
        """Whether a time begins here, from one date to another: "03.08.2024 - 26.05.2026"."""
        if at + 3 >= len(self._spans) or not _FROM_A_DATE.match(self._writing(at, at + 3)):
            return False
        return is_date(self._text[self._spans[at][0] : self._spans[at + 2][1]])

    def _kind_by_place(self) -> str | None:
        """The kind of a whole run that neither its looks nor the words before it tell."""
        text, start, end = self._text, self._start, self._spans[-1][1]
        kind = self._kind_in_column(end)
        if kind:
            return kind
        kind = kind_in_row(text, start, end, self._digits)
        if kind:
            return None if is_called_else(text, start) else kind
        if self._is_called_national(end) or self._is_of_an_office():
            return "national_id"
        is_called = self._counted[-1] < _TWO and AFTER.match(text, end)
        return "phone" if is_called and not is_date(text[start:end]) else None

    def _is_called_national(self, end: int) -> bool:
        """Whether what follows says whose number it is: "82967271352 is the NSS of Ann"."""
        after = self._text[end : end + _AFTER]
        if not _LINKED.match(after) or not said_before(after, len(after), len(after)).national:
            return False
        return is_national(self._digits, self._writing(0, len(self._spans)), is_named=True)

    def _is_of_an_office(self) -> bool:
        """Whether an office is named that gives out such numbers: "Das Finanzamt will die ID"."""
        writing = self._writing(0, len(self._spans))
        return is_of_an_office(self._text, self._spans[0][0], self._digits, writing)

    def _kind_in_column(self, end: int) -> str | None:
        """The kind of what fills a cell, as the head of the table names it."""
        said = said_of_column(self._text, self._start, end)
        if said is NOTHING:
            return None
        last = len(self._spans) - 1
        return self._kind(0, last, self._digits, self._writing(0, last), "", said)

    def _is_id(self, last: int, kind: str) -> bool:
        """Whether what looks like a phone stands beside one, as a national number does."""
        start, end = self._start, self._spans[last][1]
        return (
            kind == "phone"
            and last == len(self._spans) - 1
            and self._text[start] != "+"
            and is_id_in_row(self._text, start, end, self._digits)
            and not said_of_column(self._text, start, end).phone
        )

    def _longest(self, at: int, last: int) -> tuple[int, str] | None:
        """The last part and the kind of the longest number that begins at this part."""
        counted = self._counted
        first, fewest, most = counted[at], counted[at] + _FEWEST, counted[at] + _MOST
        while counted[last + 1] > most:
            last -= 1
        if last < at or counted[last + 1] < fewest:
            return None
        opening = self._opening(at)
        if "+" in opening:
            said, is_open = NOTHING, True  # a phone's, whatever is said
        else:
            said = self._said(at)
            if said is NOTHING and not at and is_after_name(self._text, self._start):
                said = Said(phone=True)
                while counted[last + 1] > _MOBILE and last > 0:
                    last -= 1  # "Asha Rao - 9863521729 2) Lalit Sequeira"
            is_open = said is not NOTHING or self._text[self._start] == "("
        while counted[last + 1] >= fewest and last >= at:
            digits = self._digits[first : counted[last + 1]]
            writing = self._writing(at, last)
            if _is_two(digits, writing) or _is_left_open(writing):
                last -= 1
                continue
            if is_open or _may_be_one(digits, writing) or (opening and ")" in writing):
                kind = self._kind(at, last, digits, writing, opening, said)
                if kind:
                    return last, kind
            last -= 1
        return None

    def _said(self, at: int) -> Said:
        """What is said before this part; the head of its column counts more."""
        said = said_before(self._text, self._spans[at][0], self._start)
        if at or self._text.rfind("\n", max(0, self._start - _TABLE), self._start) < 0:
            return said
        of_column = said_of_column(self._text, self._start, self._spans[-1][1])
        return of_column if of_column.phone or of_column.national else said

    def _kind(
        self, at: int, last: int, digits: str, writing: str, opening: str, said: Said
    ) -> str | None:
        """The kind of what deserves a closer look."""
        if "+" in opening:
            return "phone" if 8 <= len(digits) <= 15 and digits[0] != "0" else None
        is_a_card = (
            len(digits) > 11
            and may_be_card(digits, is_named=said.card, is_called=_is_called_else(said))
            and min(end - start for start, end in self._spans[at : last + 1]) > 1
            and (said.card or not self._is_framed(at, last))
        )
        is_named_else = len(digits) == 16 and said.national and not said.card_last
        if is_a_card and len(digits) != 15 and not is_named_else:
            return "card"
        if ".1." in writing and writing not in WRITINGS and not may_be_phone(writing, digits):
            return None  # a version
        if writing == "3 3 3" and not said.national and self._is_an_amount(last):
            return None
        if not said.national and self._is_meant_above(at, digits, writing, said):
            return "national_id"
        if not said.national and self._is_rather_a_phone(at, last, digits, writing, said):
            return "phone"
        if is_national(digits, writing, said.national):
            return None if self._is_a_things(at, writing, said) else "national_id"
        if is_a_card:
            return "card"
        if writing == _CPF and said.national:
            return "national_id"
        if said.right_before and _may_hold_an_error(digits, writing):
            return "national_id"  # with an error in it, or of a country whose checksum we lack
        written = self._text[self._spans[at][0] : self._spans[last][1]]
        if (said.other and writing != _AMERICAN) or len(digits) > 15:
            return None
        if at == 0 and self._goes_on_from_a_code():
            return None
        is_beside = is_beside_name(self._text, self._spans[at][0], self._spans[last][1])
        if is_mobile_in_chinese(self._text, self._spans[at][0], written):
            return "phone"
        if said.phone or is_beside:
            is_one = is_phone
        elif at == 0 and self._is_of_a_word():
            return None
        else:
            is_one = is_phone_alone
        return "phone" if is_one(opening + written, opening + writing, digits) else None

    def _is_framed(self, at: int, last: int) -> bool:
        """Whether one digit stands before and one behind it, as around the number of a pallet."""
        framing = [*self._spans[max(0, at - 1) : at], *self._spans[last + 1 : last + 2]]
        return len(framing) > 1 and all(end - start == 1 for start, end in framing)

    def _is_a_things(self, at: int, writing: str, said: Said) -> bool:
        """Whether what looks like a person's number is called a thing's, or labelled as one."""
        if said.other:
            return writing != _CPF
        is_unsure = writing == _UNCHECKED and not said.national and not at
        return is_unsure and is_labelled(self._text, self._start)

    def _is_of_a_word(self) -> bool:
        """Whether it goes on from a word, or stands behind the label of a thing's number."""
        return is_in_word(self._text, self._start) or is_labelled(self._text, self._start)

    def _goes_on_from_a_code(self) -> bool:
        """Whether it is the number of a thing that begins with letters: "INV-2022-92421"."""
        text, start = self._text, self._start
        if text[start - 1 : start] != "-":
            return False
        code = _CODE.search(text, max(0, start - _LONGEST_CODE), start)
        if not code or text[start - len(code[0]) - 1 : start - len(code[0])].isalnum():
            return False
        return said_before(code[0], len(code[0]), len(code[0])) is NOTHING

    def _is_an_amount(self, last: int) -> bool:
        """Whether it is a large number, or one of a currency or a measure."""
        return self._is_in_thousands or bool(_MEASURE.match(self._text, self._spans[last][1]))

    @cached_property
    def _is_in_thousands(self) -> bool:
        """Whether all of the run is one large number, written "21 427 700 000"."""
        count = len(self._spans)
        return count > 3 and set(self._writing(0, count).split(" ")[1:]) == {"3"}

    def _is_meant_above(self, at: int, digits: str, writing: str, said: Said) -> bool:
        """Whether a person's number is spoken of above, and this is one by its checksum."""
        may_be_dialled = digits[0] == "0" or (said.phone and len(digits) <= _LONGEST_SPOKEN)
        if (
            writing not in _AMBIGUOUS
            or said.other
            or may_be_dialled
            or not is_national(digits, writing, True)
        ):
            return False
        return is_named_afar(self._text, self._spans[at][0])

    def _is_rather_a_phone(self, at: int, last: int, digits: str, writing: str, said: Said) -> bool:
        """Whether what may be a person's number by its writing stands where a phone does."""
        if extension_end(self._text, self._spans[last][1]) > self._spans[last][1]:
            return not said.other
        if said.dialled and digits[0] in _DIALLED[len(digits) == 11]:
            written = self._text[self._spans[at][0] : self._spans[last][1]]
            return is_phone(written, writing, digits)
        if writing not in _AMBIGUOUS or said.other:
            return False
        if said.phone or (writing[0] == "4" and digits.startswith("08")):
            return True
        return is_beside_name(self._text, self._spans[at][0], self._spans[last][1])

    def _opening(self, at: int) -> str:
        """The plus and the brackets right before a stretch."""
        start = self._spans[at][0]
        opening = self._text[self._with_sign(start) : start]
        if "(" in opening and ")" not in self._text[start : self._spans[-1][1]]:
            return opening.replace("(", "").strip()  # it stands before all of the number
        return opening

    def _with_sign(self, start: int) -> int:
        text, first = self._text, start
        if first == self._start or text[first - 1] not in "+( ":
            return first
        while first > self._start and text[first - 1] in "+( ":
            first -= 1
        while text[first] == " ":
            first += 1
        return first

    def _whole(self, at: int, last: int, kind: str) -> Found:
        """With what belongs to it on both sides."""
        start, end = self._spans[at][0], self._spans[last][1]
        last_end = extension_end(self._text, end) if kind == "phone" else end
        start = self._with_sign(start)
        brackets = self._text[start:end]
        for _ in range(brackets.count("(") - brackets.count(")")):
            start = self._text.index("(", start) + 1
        while self._text[start] == " ":
            start += 1
        return Found(start, last_end, kind)


def _is_called_else(said: Said) -> bool:
    """Whether what is said of a number is that it is no card."""
    return said.other or said.national or said.phone


def _is_two(digits: str, writing: str) -> bool:
    """Whether a slash between blanks divides two numbers: "611128-2492307 / 02-547-6913"."""
    if " / " not in writing or len(digits) < _TWO:
        return False
    return sum(map(int, re.findall("[0-9]+", writing.split(" / ")[0]))) >= _FEWEST


def _is_left_open(writing: str) -> bool:
    """Whether a bracket opens within that does not close: "25/05/2023 (3872,37 EUR)"."""
    return writing.rfind("(") > writing.rfind(")")


def _may_hold_an_error(digits: str, writing: str) -> bool:
    """Whether it is as long as a person's number: longer ones, as China's, stand in one piece."""
    if len(digits) > 16:
        return len(digits) == 18 and writing.isdigit()
    return len(digits) >= 9 and " / " not in writing


def _may_be_one(digits: str, writing: str) -> bool:
    """Whether a closer look is worth while though nothing is said: no to most digits in a row."""
    if digits[0] == "0" and (8 < len(digits) < 13 or (digits[1] == "0" and len(digits) > 10)):
        return True
    return (
        writing in WRITINGS
        or (writing == "10" and digits[0] in "6789")  # a mobile's of India
        or (len(digits) > 11 and has_a_brand(digits))
        or may_be_phone(writing, digits)
    )
