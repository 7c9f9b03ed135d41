"""Takes out of what was found whom the whole world knows, and what is counted, sold or dated.

Nobody's data is in "Explain Immanuel Kant", "30 boxes of Anton Berg" and "Sat Jun 21". The same
name is a person's again where a title, a greeting, an address or a number beside it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import is_greeted, is_signed, is_surely_before
from microapp_llm.redaction.people.lists import lines_of
from microapp_llm.redaction.people.shapes import CAPITALS
from microapp_llm.redaction.phrases import one_of, phrases

_UNITS = one_of("things/units")
_OF = r"(?:(?:de|di|of|von|van|af|av|z|da|do|des|du) |d['\u2019])?"
_COUNT = r"(?<![0-9.,/:-])[0-9]{1,5}"
_ITEM = r"(?:[^\W\d_][\w'&-]* ){1,3}?"
_COUNTED_BEFORE = re.compile(
    rf"{_COUNT} ?(?:[x\u00d7]|{_UNITS})\.? {_OF}(?:{_ITEM}(?:{one_of('names_around/joints')}) )?"
    r"[\"'\u201e\u201c\u00ab]?\Z"
)
_NUMBER_BEFORE = re.compile(rf"{_COUNT} {_OF}\Z")
_COUNTED_AFTER = re.compile(
    rf"[\"'\u201c\u201d\u00bb]?(?: [^\W\d_]{{3,16}})?[:,]? [0-9]{{1,5}}(?:[.,][0-9]{{1,3}})? ?"
    rf"(?:[x\u00d7] ?[0-9]|(?:{_UNITS})(?![^\W\d_]))"
)
_NUMBER_AFTER = re.compile(r" [0-9]{1,4}(?=[,;.)]? |[,;.)]?\Z|\n)")
_GOODS = re.compile(rf"{_COUNT} ?(?:{_UNITS})(?![^\W\d_])")
_CONTACT = re.compile(
    r"[\"')\]]{0,2}[ ,;:|<(\[\t\u2013-]{1,4}(?:[^\W\d_]{2,8}[.:]{0,2} )?"
    r"(?:mailto:)?(?:[^\s@,;<>()]{1,64}@|\+?[0-9(][0-9 ().-]{7})"
)
_DAY = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_DAY_BEFORE = re.compile(r"(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?|[0-9]{1,2}[ /-]) ?\Z")
_DAY_AFTER = re.compile(r"\.?[ /-]{1,2}[0-9]{1,4}(?![0-9])")
_ABBREVIATED = re.compile(rf"[{CAPITALS}]{{2,6}}-[^\W\d_{CAPITALS}]+\Z")
_EXPLAINED = re.compile(rf"(?<![^\W_])(?:{one_of('things/explained')})[ \n]\Z", re.IGNORECASE)
_TOLD = re.compile(r",? (?:that|how|why|what|dass|daß|wie|warum|que|che|att|at|dat|hogy|\u017ee)\b")
_LAW = re.compile(r"\u00a7|\b(?:laws?|z\u00e1kon\w*|novel\w*|ley|lei|loi|legge|wet|Gesetz\w*)\b")
_JOINTS = frozenset(phrases("names_around/joints"))
_MARKS = " \"'\u201e\u201c\u201d\u00ab\u00bb\u2018\u2019(*_"
_REACH = 24
_LONG_REACH = 44  # characters before goods that are listed
_MOST_WORDS = 4  # of a name of the list
_STEM = 3  # letters that no case of a name changes
_MOST_CHANGED = 2  # letters that a case changes at the end of a name
_CASES = frozenset(phrases("things/cases"))


def without_namesakes(text: str, found: list[Found]) -> list[Found]:
    """What was found, less what no person of the writer's is meant by."""
    known = {one for one in found if is_no_person(text, one)}
    if not known:
        return found
    famous = [one for one in known if not is_counted(text, one.start, one.end)]
    for one in sorted(found):  # what stands in a list with them is known as well
        if one not in known and any(_is_listed(text, other, one) for other in famous):
            known.update(() if _is_plainly(text, one) else (one,))
    return [one for one in found if one not in known]


def is_no_person(text: str, one: Found) -> bool:
    """Whether it is the name of the famous, of goods or of a day, and of no person besides."""
    name = text[one.start : one.end]
    if _is_known(text, one, name) or _ABBREVIATED.match(name) or _is_day(text, one, name):
        return True
    if _is_plainly(text, one):
        return False
    if name.startswith("Lex ") and _LAW.search(text):
        return True
    return _is_explained(text, one, name) or is_counted(text, one.start, one.end)


def _is_known(text: str, one: Found, name: str) -> bool:
    """Whether it is on the list of namesakes, and nothing says that a person is called so too."""
    words = name.lower().replace("-", " ").replace(".", " ").split()
    if any(_is_namesake(part) for part in _parts(words)):
        return not _is_plainly(text, one)
    before = text[max(0, one.start - _REACH) : one.start].rstrip(_MARKS).lower().split()[-2:]
    if not before or len(words) >= _MOST_WORDS:
        return False
    before[-1] = before[-1].rstrip(".").rpartition("'")[2]
    return _is_on_list((before[-1], *words)) or _is_on_list((*before, *words))


def _is_on_list(words: tuple[str, ...]) -> bool:
    return words in _namesakes().get(_key(words), ())


def _parts(words: list[str]) -> Iterator[tuple[str, ...]]:
    yield from (
        tuple(words[at:end])
        for at in range(len(words))
        for end in range(at + 1, min(len(words), at + _MOST_WORDS) + 1)
        if end - at > 1 or len(words) == 1
    )


def _is_namesake(words: tuple[str, ...]) -> bool:
    listed = _namesakes().get(_key(words), ())
    return words in listed or (
        len(words) > 1 and any(all(map(_is_case_of, known, words)) for known in listed)
    )


def _is_case_of(known: str, word: str) -> bool:
    """Whether a word is a name in one of the cases of its language: "Karla" of "Karel"."""
    same = 0
    for one, other in zip(known, word, strict=False):
        if one != other:
            break
        same += 1
    is_changed = same >= _STEM and len(known) - same <= _MOST_CHANGED
    return known == word or (is_changed and word[same:] in _CASES)


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word[:_STEM] for word in words)


@cache
def _namesakes() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The names of the list by the first letters of their words, which cases leave alone."""
    known: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for _, *names in lines_of("namesakes"):
        for name in names:
            words = tuple(name.split("_"))
            known[_key(words)] = (*known.get(_key(words), ()), words)
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


def _is_explained(text: str, one: Found, name: str) -> bool:
    """Whether it is to be explained, as whom books are written about: nobody explains a friend."""
    if " " not in name or _TOLD.match(text, one.end):
        return False
    return _EXPLAINED.search(text, max(0, one.start - _REACH), one.start) is not None


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether goods are called so: a number and a unit or a packing stand beside the name."""
    least = max(0, start - _REACH)
    if _COUNTED_BEFORE.search(text, max(0, start - _LONG_REACH), start) or _COUNTED_AFTER.match(
        text, end
    ):
        return True
    if not (_NUMBER_BEFORE.search(text, least, start) or _NUMBER_AFTER.match(text, end)):
        return False
    return _GOODS.search(text) is not None


def _is_listed(text: str, known: Found, one: Found) -> bool:
    """Whether two names stand side by side in one list."""
    first, last = sorted((known, one))
    if " " not in text[one.start : one.end] or not 0 < last.start - first.end < _REACH:
        return False
    between = [word.strip(_MARKS + ",") for word in text[first.end : last.start].split()]
    return all(not word or word in _JOINTS for word in between)
