"""Finds the names of persons, by lists of names, by the words around, and by their shape."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_cues import (
    LEADING_WORDS,
    SURE_WORDS,
    is_greeted,
    is_likely_around,
    is_likely_around_two,
    is_signed,
    is_strongly_around,
    is_surely_before,
)
from microapp_llm.redaction.name_fields import fields
from microapp_llm.redaction.name_lists import (
    ends_like_family,
    is_family,
    is_given,
    is_no_name,
    is_only_given,
    listed,
)
from microapp_llm.redaction.people_east import in_other_scripts
from microapp_llm.redaction.people_small import in_small_letters

_CAPITALS = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
PARTICLES = "van|von|vom|der|den|de|del|della|di|da|do|dos|das|du|des|la|le|el|al|bin|ibn|ben|ter|ten|zu|af|y|e"
_NOBLE = frozenset(("van", "von", "vom", "zu", "bin", "ibn", "ben", "af", "ter", "ten"))
_ROMANCE = frozenset(("de", "del", "della", "di", "da", "do", "dos", "das", "du", "des"))
_WORD = rf"[{_CAPITALS}](?:[^\W\d_]|-(?=[^\W\d_])|'(?=[{_CAPITALS}а-яєіїґ])){{0,30}}"
_RUN = re.compile(
    rf"(?<![\w@./\\#$-]){_WORD}\.?(?: (?:(?:{PARTICLES}) ){{0,3}}{_WORD}\.?(?![\w@])){{0,5}}"
)
_PART = re.compile(rf"{_WORD}|[^\W\d_]+")
_GIVEN_AFTER = re.compile(rf"(?P<given>{_WORD})(?: (?:[{_CAPITALS}]\.|(?P<more>{_WORD})))?(?!\w)")
_FAMILY_BEFORE = re.compile(rf"(?<![\w@./\\#$'-])(?P<family>{_WORD}(?: {_WORD})?)\Z")
_LONGEST = 64
_SLASHED = re.compile(r"(?<![\w/.])(?P<family>[A-Z'-]{2,30})/(?P<given>[A-Z]{2,30})(?![\w/])")
_PARTICLES_BEFORE = re.compile(rf"(?<![\w'])(?:(?:{PARTICLES}|op|'t) ){{1,3}}\Z")
_MAIL_AFTER = re.compile(r"[\"')\]]{0,2}[ ,;:|<(\[]{1,4}(?:mailto:)?[^\s@,;<>()]{1,64}@")
_CAPITAL_PARTICLES = frozenset((*PARTICLES.split("|"), "dello", "dell", "lo", "mac", "'t"))
_AND = r"(?:,| and| und| y| e| et| en| i| och| og| ja| a| ve| &|,? and) "
_NEXT = re.compile(
    rf"{_AND}(?P<name>{_WORD}\.?(?: (?:(?:{PARTICLES}) ){{0,3}}{_WORD}){{0,2}})(?![\w@'-])"
)
_PLACES = frozenset(
    (
        "san",
        "santa",
        "saint",
        "st",
        "são",
        "mount",
        "lake",
        "port",
        "fort",
        "cape",
        "los",
        "las",
        "the",
    )
)


def find(text: str) -> Iterator[Found]:
    """Every name, as far as evidence goes."""
    if not text.isascii():
        yield from in_other_scripts(text)
    found: list[Found] = []
    for match in _RUN.finditer(text):
        if match[0].lower() not in listed("no_names"):
            found += _in_run(text, match)
    yield from found
    yield from _listed_with(text, found)
    if ", " in text:
        yield from _turned(text)
    if "/" in text:
        yield from _slashed(text)
    yield from fields(text)
    yield from in_small_letters(text)


def _listed_with(text: str, found: list[Found]) -> Iterator[Found]:
    """Names in a list that begins with a name: "Anna Quaxworth, Zorblina Hasenkamp and Grace"."""
    ends = {one.end for one in found}
    for one in found:
        is_whole = " " in text[one.start : one.end]
        after = _NEXT.match(text, one.end)
        while after:
            words = [word for word in _PART.findall(after["name"]) if word[0].isupper()]
            if any(is_no_name(word) for word in words) or not _has_looks(words):
                break
            if not (is_given(words[0]) or (is_whole and len(words) > 1)):
                break
            end = after.end("name")
            if end in ends:
                break
            yield Found(after.start("name"), end, "name")
            after = _NEXT.match(text, end)


def _turned(text: str) -> Iterator[Found]:
    """Family names before given ones: "Quaxworth, Anna"."""
    at = text.find(", ")
    while at >= 0:
        given = _GIVEN_AFTER.match(text, at + 2) if text[at + 2 : at + 3].isupper() else None
        if given and is_given(given["given"]) and not (given["more"] and is_family(given["more"])):
            start = _family_begins(text, at, given)
            if start is not None:
                yield Found(start, given.end(), "name")
        at = text.find(", ", at + 1)


def _family_begins(text: str, at: int, given: re.Match[str]) -> int | None:
    """Where the family name before this comma begins, if one stands there."""
    match = _FAMILY_BEFORE.search(text, max(0, at - _LONGEST), at)
    if not match:
        return None
    words = match["family"].split()
    start = match.start()
    if len(words) > 1 and is_no_name(words[0]):
        start = at - len(words[-1])
    elif len(words) > 1 and is_given(words[0]):
        return None  # a list of whole names, each with its given name first
    if is_no_name(words[-1]):
        return None
    before = _PARTICLES_BEFORE.search(text, max(0, start - 24), start)
    if before:
        return before.start()
    is_within = text[max(0, start - 2) : start].strip() not in ("", ".")
    is_a_line = text[start - 1 : start] in ("", "\n") and text[given.end() : given.end() + 1] in (
        *("", "\n"),
    )
    is_known = is_family(words[-1]) or ends_like_family(words[-1])
    return start if is_known or is_a_line or (is_within and is_only_given(given["given"])) else None


def _slashed(text: str) -> Iterator[Found]:
    """As airlines write: "QUAXWORTH/ANNA"."""
    for match in _SLASHED.finditer(text):
        if is_given(match["given"].title()) and not is_no_name(match["family"]):
            yield Found(*match.span(), "name")


def _in_run(text: str, match: re.Match[str]) -> Iterator[Found]:
    """The names in a run of words with capitals: what is no name divides it."""
    stretch: list[tuple[int, int]] = []
    for part in _PART.finditer(text, *match.span()):
        word = part[0]
        if stretch and not word[0].islower() and "." in text[stretch[-1][1] : part.start()]:
            last = text[slice(*stretch[-1])]
            if len(last) > 2:
                yield from _judged(text, stretch)
                stretch = []
        if _divides(text, part, stretch):
            if stretch:
                yield from _judged(text, stretch)
            stretch = []
        else:
            stretch.append(part.span())
    yield from _judged(text, stretch)


def _divides(text: str, part: re.Match[str], stretch: list[tuple[int, int]]) -> bool:
    """Whether a word is no part of a name."""
    word = part[0]
    if word[0].islower() or (len(word) == 1 and text[part.end() : part.end() + 1] == "."):
        return False
    small = word.lower()
    is_last = not text[part.end() + 1 : part.end() + 2].isupper()
    if small in _CAPITAL_PARTICLES and not is_last and (stretch or _is_led(text, part.start())):
        return False
    if small in SURE_WORDS or (not stretch and small in LEADING_WORDS):
        return not _fits(word, text, part)
    if word.isupper() and 1 < len(word) < 4 and not stretch and not is_last:
        return text[part.end() + 2 : part.end() + 3].islower()  # CC, FYI and the like
    if not is_no_name(word):
        return False
    if word == "St" and text[part.end() : part.end() + 1] == ".":
        return not (stretch and is_given(text[slice(*stretch[0])]))
    if stretch and small not in listed("no_names") and is_only_given(text[slice(*stretch[-1])]):
        return False  # it only ends like a thing, as Hartung and Wooning do
    if is_family(word) and (stretch or (_has_looks([word]) and _is_led(text, part.start()))):
        return False
    return not _fits(word, text, part)


def _is_led(text: str, start: int) -> bool:
    return is_surely_before(text, start)


def _fits(word: str, text: str, part: re.Match[str]) -> bool:
    """Whether a word that is both, like Paris or May, stands where a given name does."""
    if not is_given(word):
        return False
    following = _PART.match(text, part.end() + 1)
    return bool(following and is_family(following[0]) and not is_no_name(following[0]))


def _judged(text: str, stretch: list[tuple[int, int]]) -> Iterator[Found]:
    spans = _trimmed(text, stretch)
    while spans:
        words = [text[start:end] for start, end in spans]
        start = _with_particles(text, spans[0][0])
        if _is_name(text, spans, words, start):
            yield Found(start, spans[-1][1], "name")
            return
        at = next((at for at, word in enumerate(words) if word[0].islower()), None)
        spans = _from_given(words, spans) if at is None else _trimmed(text, spans[at:])


def _with_particles(text: str, start: int) -> int:
    """Where a name begins that a word such as Mr leads up to, with "von" or "de la"."""
    if text[start - 1 : start] != " ":
        return start
    before = _PARTICLES_BEFORE.search(text, max(0, start - 24), start)
    return before.start() if before and is_surely_before(text, before.start()) else start


def _from_given(words: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What begins at the first given name, if that is not the first word."""
    for at, word in enumerate(words[1:], start=1):
        if is_given(word):
            return spans[at:]
    return []


def _trimmed(text: str, stretch: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without particles at the ends, save for one that a family name begins with."""
    start, end = 0, len(stretch)
    while start < end and text[stretch[start][0]].islower():
        start += 1
    while start < end and text[stretch[end - 1][0]].islower():
        end -= 1
    return stretch[start:end]


def _is_name(text: str, spans: list[tuple[int, int]], words: list[str], begin: int) -> bool:
    start, end = spans[0][0], spans[-1][1]
    named = [word for word in words if word[0].isupper()]
    if not named or all(len(word) == 1 for word in named) or len(named) > 4:
        return False
    if len(named) > 1 and "_".join(named).lower() in listed("organisations"):
        return False
    if begin < start or is_surely_before(text, start):
        return _has_looks(named) or any(is_given(word) or is_family(word) for word in named)
    if len(named) == 1:
        return _is_single(text, start, end, named[0])
    if not _has_looks(named):
        return _is_shouted(named)
    if words[1][0].islower() and not is_given(words[0]):
        noble = words[1] in _NOBLE and not (words[2][0].isupper() and is_no_name(words[2]))
        return noble or (words[1] in _ROMANCE and is_likely_around_two(text, start, end))
    if _is_known(named) or is_signed(text, start, end):
        return True
    if "@" in text and len(named) <= 3 and _MAIL_AFTER.match(text, end):
        return True
    if len(named[0]) == 1 and text[max(0, start - 2) : start].rstrip()[-1:] in (",", "&", ";", "("):
        return True
    if is_given(named[0]):  # a word of the language too, before what is in no list
        return not _is_headline(text, start) and is_likely_around(text, start, end)
    if any(is_given(word) for word in named[1:]):
        return False
    return (
        len(named) < 4 and not _is_headline(text, start) and is_likely_around_two(text, start, end)
    )


def _is_headline(text: str, start: int) -> bool:
    """Whether the word before this place has a capital too, and does not begin a sentence."""
    words = text[max(0, start - 40) : start].split()
    return len(words) > 1 and words[-1][0].isupper() and words[-2][-1] not in ".!?:"


def _is_known(named: list[str]) -> bool:
    """Whether words are names by the lists: a given one first, or a family one last."""
    first, last = named[0], named[-1]
    if is_given(first):
        if is_only_given(first) or is_family(last) or ends_like_family(last):
            return True
        return first not in listed("given_words")
    if is_given(last) and is_family(first):
        return True
    return len(named) <= 3 and (is_family(last) or ends_like_family(last))


def _is_shouted(named: list[str]) -> bool:
    """Whether words are a name of which one, or all, are in capitals: "QUAXWORTH Anna"."""
    first, last = named[0], named[-1]
    if first.isupper() and len(first) > 2 and not last.isupper():
        return is_given(last) and (is_only_given(last) or is_family(first)) and _has_looks([last])
    if not is_given(first):
        return False
    if is_family(last):
        return True
    shouted = all(word.isupper() for word in named)
    return shouted and is_only_given(first.title())


def _is_single(text: str, start: int, end: int, word: str) -> bool:
    """Whether one word is a name: a given name, or a word where only names stand."""
    if len(word) < 3 or is_no_name(word) or word.isupper():
        return False
    if is_greeted(text, start, end) or is_signed(text, start, end):
        return _has_looks([word])
    if not is_given(word):
        return False
    if not _stands_alone(text, start, end):
        return is_strongly_around(text, start, end)
    if word in listed("given_words"):
        return is_strongly_around(text, start, end)
    return is_only_given(word) or is_likely_around(text, start, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is no part of the name of a place or a thing."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
        return False
    before = text[max(0, start - 8) : start].rstrip(" .").split()
    return not before or before[-1].lower() not in _PLACES


def _has_looks(words: list[str]) -> bool:
    """Whether all words are written as names are: a capital and small letters after it."""
    return all(
        len(word) == 1
        or (len(word) > 2 and any(letter.islower() for letter in word) and _is_title(word))
        or (len(words) > 1 and (word == "St" or word.lower() in _CAPITAL_PARTICLES))
        or (len(word) == 2 and _is_title(word) and (is_given(word) or is_family(word)))
        for word in words
    )


def _is_title(word: str) -> bool:
    return all(
        part[:1].isupper() and (part[1:].islower() or part[:2] in _TWO_CAPITALS)
        for part in re.split("['-]", word)
        if len(part) > 1
    )


_TWO_CAPITALS = ("Mc", "Ma", "De", "Di", "Le", "La", "Van", "O'", "Fi")
