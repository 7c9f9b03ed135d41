"""Takes out of what was found whom the whole world knows, and what is counted, sold or dated.

Nobody's data is in "Explain Immanuel Kant", "30 boxes of Anton Berg" and "Sat Jun 21". The same
name is a person's again where a title, a greeting, an address or a number beside it says so.
"""

from __future__ import annotations

import itertools
import re
from functools import cache, cached_property

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import (
    SURE_WORDS,
    is_greeted,
    is_signed,
    is_surely_before,
)
from microapp_llm.redaction.people.counted import NUMBERS
from microapp_llm.redaction.people.lists import is_given, lines_of
from microapp_llm.redaction.people.shapes import CAPITALS
from microapp_llm.redaction.phrases import phrases

_UNITS = frozenset(phrases("things/units", ""))
_ORDERS = frozenset(phrases("things/units", "orders"))
_OF = frozenset(("de", "di", "of", "von", "van", "af", "av", "z", "da", "do", "des", "du"))
_NUMBER_NEAR = re.compile(rf"[\"'\u201c\u201d\u00bb]? (?:[{CAPITALS}][^\W\d_]{{1,16}} )?[0-9]")
_LONGEST_COUNT = 5  # digits
_LEAST_PACKED = 2  # words: a number and a packing
_MOST_GOODS = 5  # words between a packing and the last of the goods that are in it
_CONTACT = re.compile(
    r"[\"')\]]{0,2}[ ,;:|<(\[\t\u2013-]{1,4}(?:[^\W\d_]{2,8}[.:]{0,2} )?"
    r"(?:mailto:)?(?:[^\s@,;<>()]{1,64}@|\+?[0-9(][0-9 ().-]{7})"
)
_DAY = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_DAYS = frozenset(
    (
        *("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    )
)
_DAY_BEFORE = re.compile(r"(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?|[0-9]{1,2}[ /-]) ?\Z")
_DAY_AFTER = re.compile(r"\.?[ /-]{1,2}[0-9]{1,4}(?![0-9])")
_ABBREVIATED = re.compile(rf"[{CAPITALS}]{{2,6}}-[^\W\d_{CAPITALS}]+\Z")
_EXPLAINED = frozenset(phrases("things/explained", ""))
_EXPLAINED_ENDS = frozenset(phrase.split()[-1] for phrase in _EXPLAINED)
_ESSAYS = frozenset(phrases("things/explained", "essays"))
_TOLD = re.compile(r",? (?:that|how|why|what|dass|daß|wie|warum|que|che|att|at|dat|hogy|\u017ee)\b")
_LAW = re.compile(r"\u00a7|\b(?:laws?|z\u00e1kon\w*|novel\w*|ley|lei|loi|legge|wet|Gesetz\w*)\b")
_JOINTS = frozenset(phrases("names_around/joints"))
_BESIDE = frozenset((" ", '"', "'", "\u201e", "\u201c", "\u00ab", "\u2018", "("))
_MARKS = " \"'\u201e\u201c\u201d\u00ab\u00bb\u2018\u2019(*_"
_REACH = 44
_MOST_WORDS = 4  # of a name of the list
_STEM = 3  # letters that no case of a name changes
_MOST_CHANGED = 2  # letters that a case changes at the end of a name
_CASES = frozenset(phrases("things/cases"))


class Goods:
    """Whether a text is about goods: told once, and only where it matters."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def are_meant(self) -> bool:
        """Whether a number and a unit stand side by side anywhere, or it is an order."""
        words = self._text.lower().split()
        if not _ORDERS.isdisjoint(word.rstrip(":,.") for word in words):
            return True
        return any(
            _is_count(one) and two.rstrip(",;.)") in _UNITS
            for one, two in itertools.pairwise(words)
        )


def without_namesakes(text: str, found: list[Found], goods: Goods) -> list[Found]:
    """What was found, less what no person of the writer's is meant by."""
    known = {one for one in found if is_no_person(text, one, goods)}
    if not known:
        return found
    famous = {one for one in known if _is_known(_words_of(text[one.start : one.end]))}
    for one, two in itertools.pairwise(sorted(found)):  # what stands in a list with them
        if one in famous and two not in known and _is_listed(text, one, two, two):
            known.add(two)
            famous.add(two)
        elif two in famous and one not in known and _is_listed(text, one, two, one):
            known.add(one)
    return [one for one in found if one not in known]


def is_no_person(text: str, one: Found, goods: Goods) -> bool:
    """Whether it is the name of the famous, of goods or of a day, and of no person besides."""
    start, end = one.start, one.end
    name = text[start:end]
    if name[:3] in _DAYS and _is_day(text, one, name):
        return True
    if "-" in name and _ABBREVIATED.match(name):
        return True
    before: list[str] = []
    if text[start - 1 : start] in _BESIDE:
        before = text[max(0, start - _REACH) : start].lower().split()
    words = _words_of(name)
    if before and _may_lead(before[-1]):
        if _is_sold(words, before):
            return True
        is_any = _is_after_goods(before, goods) or (
            " " in name and _is_explained(text, end, before)
        )
    else:
        is_any = not _ESSAYS.isdisjoint(before) and _is_written_about(text, name, end, before)
    is_any = is_any or _is_known(words) or _is_before_a_count(text, end, goods)
    if not is_any and not (name[:4] == "Lex " and _LAW.search(text)):
        return False
    return not _is_plainly(text, one)


def _may_lead(word: str) -> bool:
    """Whether a word may be a number, a packing, a title or what asks to explain: most are not."""
    return word in _leading() or not word.isalpha()


@cache
def _leading() -> frozenset[str]:
    words = (word for names in _namesakes().values() for name in names for word in name[:-1])
    return frozenset().union(_UNITS, _JOINTS, _OF, _EXPLAINED_ENDS, SURE_WORDS, words)


def _words_of(name: str) -> list[str]:
    small = name.lower()
    if "-" in small or "." in small:
        small = small.replace("-", " ").replace(".", " ")
    return small.split()


def _is_sold(words: list[str], before: list[str]) -> bool:
    """Whether a title or a name before it makes it the name of a thing: "Dr. Pepper"."""
    title = before[-1]
    is_within = len(before) > 1 and before[-2][-1] != "."  # "1.5 l. Dr. Meier was told"
    if is_within and title in SURE_WORDS and _is_packed(before[:-1]):
        return True
    if not title.isalpha():
        title = title.strip(_MARKS + ".").rpartition("'")[2]
    if _is_on_list([title, *words]):
        return True
    return len(before) > 1 and _is_on_list([before[-2], title, *words])


def _is_on_list(words: list[str]) -> bool:
    listed = _namesakes().get(words[0][:_STEM] + "_" + words[1][:_STEM])
    return listed is not None and tuple(words) in listed


def _is_known(words: list[str]) -> bool:
    """Whether the name, or some words of it, are on the list of namesakes."""
    names = _namesakes()
    if len(words) == 1:
        return words[0] in names
    for at in range(len(words) - 1):
        for known in names.get(words[at][:_STEM] + "_" + words[at + 1][:_STEM], ()):
            part = tuple(words[at : at + len(known)])
            if not at and len(part) < len(words) and is_given(known[-1]):
                continue  # "Maria Theresa Sumulong"
            if known == part or (len(known) == len(part) and all(map(_is_case_of, known, part))):
                return True
    return False


def _is_case_of(known: str, word: str) -> bool:
    """Whether a word is a name in one of the cases of its language: "Karla" of "Karel"."""
    same = 0
    for one, other in zip(known, word, strict=False):
        if one != other:
            break
        same += 1
    is_changed = same >= _STEM and len(known) - same <= _MOST_CHANGED
    return known == word or (is_changed and word[same:] in _CASES)


@cache
def _namesakes() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names of the list by the first letters of two words, which cases leave alone."""
    known: dict[str, tuple[tuple[str, ...], ...]] = {}
    for _, *names in lines_of("namesakes"):
        for name in names:
            words = tuple(name.split("_"))
            key = words[0][:_STEM] + "_" + words[1][:_STEM] if len(words) > 1 else name
            known[key] = (*known.get(key, ()), words)
    return known


def _is_plainly(text: str, one: Found) -> bool:
    """Whether what stands beside it says that it is a person of the writer's."""
    start, end = one.start, one.end
    return (
        is_surely_before(text, start)
        or is_greeted(text, start, end)
        or is_signed(text, start, end)
        or _CONTACT.match(text, end) is not None
    )


def _is_day(text: str, one: Found, name: str) -> bool:
    """Whether it is a day of the calendar: "Sat Jun 21", "Jan 13"."""
    if not _DAY.fullmatch(name) or not _DAY_AFTER.match(text, one.end):
        return False
    return " " in name or _DAY_BEFORE.search(text, max(0, one.start - 6), one.start) is not None


def _is_explained(text: str, end: int, before: list[str]) -> bool:
    """Whether it is to be explained, or written about: nobody explains a friend."""
    last = before[-1]
    if last in _EXPLAINED or (last in _EXPLAINED_ENDS and " ".join(before[-2:]) in _EXPLAINED):
        return not _TOLD.match(text, end)
    return not _ESSAYS.isdisjoint(before) and _is_written_about(text, " ", end, before)


def _is_written_about(text: str, name: str, end: int, before: list[str]) -> bool:
    """Whether a sentence asks for an essay on it."""
    if " " not in name or text[end : end + 1] in ("'", "\u2019"):
        return False
    return not any(word[-1] in ":.;" for word in before)


def _is_after_goods(before: list[str], goods: Goods) -> bool:
    """Whether a number and a packing stand before it, or a number in an order."""
    words = before[:-1] if before[-1] in _OF else before
    return bool(words) and (_is_packed(words) or (_is_count(words[-1]) and goods.are_meant))


def _is_before_a_count(text: str, end: int, goods: Goods) -> bool:
    """Whether a number and a packing stand behind it, or a number in an order."""
    if not _NUMBER_NEAR.match(text, end):
        return False
    line = text[end : end + _REACH].partition("\n")[0]
    after = line.lower().strip(_MARKS).split()
    for at, word in enumerate(after[:2]):
        if _is_count(word.rstrip(",;)")):
            if after[at + 1 : at + 2] and after[at + 1].rstrip(",;.)") in _UNITS:
                return True
            return at == 0 and goods.are_meant
    return False


def _is_packed(before: list[str]) -> bool:
    """Whether a number and a packing lead up to a place, or to the list of goods before it."""
    if len(before) < _LEAST_PACKED:
        return False
    if before[-1].rstrip(".") in _UNITS:
        return _is_count(before[-2])
    if before[-1] not in _JOINTS:
        return False
    return any(
        before[at].rstrip(".") in _UNITS and _is_count(before[at - 1])
        for at in range(max(1, len(before) - _MOST_GOODS), len(before) - 1)
    )


def _is_count(word: str) -> bool:
    return (len(word) <= _LONGEST_COUNT and word.rstrip("x\u00d7").isdecimal()) or word in NUMBERS


def _is_listed(text: str, first: Found, last: Found, one: Found) -> bool:
    """Whether two names stand side by side in one list, and this one is plainly no person's."""
    if " " not in text[one.start : one.end] or last.start - first.end > _REACH:
        return False
    between = [word.strip(_MARKS + ",") for word in text[first.end : last.start].split()]
    return all(not word or word in _JOINTS for word in between) and not _is_plainly(text, one)
