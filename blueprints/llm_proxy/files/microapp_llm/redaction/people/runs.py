"""Finds names in runs of words with capitals: what is no name divides a run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import (
    LEADING_WORDS,
    SURE_WORDS,
    is_greeted,
    is_signed,
    is_surely_before,
)
from microapp_llm.redaction.people.beside import has_mail
from microapp_llm.redaction.people.evidence import is_name
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
    is_organisation,
    listed,
)
from microapp_llm.redaction.people.scripts.pinyin import is_pinyin
from microapp_llm.redaction.people.shapes import (
    CAPITAL_PARTICLES,
    CAPITALS,
    EASTERN,
    PART,
    PARTICLES,
    PARTICLES_BEFORE,
    WORD,
    WORD_REST,
    has_looks,
)
from microapp_llm.redaction.people.shouted import within_shouted
from microapp_llm.redaction.people.things import (
    is_house,
    is_named_as_a_thing,
    is_of_a_street,
    is_of_a_thing,
    is_of_a_titled_street,
    is_street,
)
from microapp_llm.redaction.phrases import phrases

_JOINTS = frozenset(phrases("names_around/joints", "and"))
_OF_HOUSES = frozenset(phrases("names_around/particles", "before places"))
RUN = re.compile(  # what it begins with comes first: a search for that skips small letters fast
    rf"[{CAPITALS}](?<!(?:[^\W{EASTERN}]|[@./\\#$-]).){WORD_REST}\.?"
    rf"(?: (?:(?:{PARTICLES}) ){{0,3}}(?:[dlDL]')?{WORD}\.?(?![^\W{EASTERN}]|@)){{0,5}}"
)
_NEXT = re.compile(rf" (?:(?:{PARTICLES}) ){{0,3}}(?P<word>{PART.pattern})")
_TO_A_CAPITAL = re.compile(rf" (?:(?:{PARTICLES}) ){{1,2}}[{CAPITALS}]")
_ARTICLES = frozenset(("A", "O"))  # Portuguese, with which a sentence begins: "A Larissa pediu"
_MONTHS = frozenset(("April", "August", "Mai", "Juli", "Juni", "Avril", "June", "May"))
_ASKING = frozenset(("Kun", "Kan", "Wil", "Kunt", "Mag", "Will", "Can", "May", "Could"))
_WHOM = re.compile(r" (?:je|jij|jullie|u|we|wij|ik|you|i|we)\b", re.IGNORECASE)
_DAY_ENDS = frozenset(".0123456789")
_ITALIAN = frozenset(("De", "Di", "Lo", "La", "Li", "Del", "Dal", "Della", "Dello", "Degli"))
_OF_HER = (" la ", " della ", " alla ", " dalla ", " il ", " del ", " al ", " dal ")
_ODD = _MONTHS | _ASKING | _ITALIAN | {"An"}
_MIDDLES = frozenset(("Thi", "Van", "Th\u1ecb", "V\u0103n"))
_OF_WOMEN = frozenset(("Thi", "Th\u1ecb"))
_LONG_CODE = 5
_CELLS = '\n;,\t|"'


def in_run(text: str, match: re.Match[str]) -> Iterator[Found]:
    """The names in a run of words with capitals: what is no name divides it."""
    stretch: list[tuple[int, int]] = []
    for part in PART.finditer(text, *match.span()):
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
    small, end = word.lower(), part.end()
    if stretch and text[slice(*stretch[-1])] in (_MIDDLES if len(stretch) > 1 else _OF_WOMEN):
        return False  # "Nguyen Thi Mai", "Thi Mai Tran"
    if word in _ODD and (is_divided := _is_odd(text, part, stretch)) is not None:
        return is_divided
    if word in _ARTICLES and not stretch and text[end : end + 1] == " ":
        following = PART.match(text, end + 1)
        if following and is_only_given(following[0]):
            return True
    is_before_capital = text[end + 1 : end + 2].isupper()
    may_begin = small in CAPITAL_PARTICLES and (is_before_capital or _goes_on(text, end))
    if may_begin and (stretch or _is_led(text, part.start()) or _begins_a_cell(text, part)):
        return False
    if small in SURE_WORDS or (not stretch and small in LEADING_WORDS):
        if stretch and is_family(word) and is_given(text[slice(*stretch[-1])]):
            return False
        return not _fits(word, text, part)
    if stretch and text[stretch[-1][0]].islower() and _is_of_a_house(text, stretch):
        return False
    has_dot = text[end : end + 1] == "."
    if has_dot and f"{small}." in SURE_WORDS and not is_given(word):
        return True
    if is_before_capital and not stretch and word.isupper() and 1 < len(word) < 4:
        return text[end + 2 : end + 3].islower()  # CC, FYI and the like
    is_behind_particle = stretch and text[slice(*stretch[-1])].lower() in CAPITAL_PARTICLES
    if is_behind_particle and _is_led(text, stretch[0][0]):
        return False  # "Dr Du Bois"
    if not is_no_name(word) or (small[-3:] == "ing" and _is_chinese(text, part, stretch)):
        return False
    if has_dot and word == "St":
        return not (stretch and is_given(text[slice(*stretch[0])]))
    if stretch and small not in listed("no_names"):
        given = text[slice(*stretch[-1])]  # it only ends like a thing, as Hartung and Wooning do
        if is_only_given(given) or (is_given(given) and _is_led(text, stretch[-1][0])):
            return False
    if len(stretch) == 1 and word in listed("family_things"):
        is_thing = text[end : end + 3].lstrip(" #")[:1].isdigit()  # "Thomas Case" is a name
        return is_thing or not is_only_given(text[slice(*stretch[0])])
    if is_family(word):
        if stretch or (has_looks([word]) and _is_led(text, part.start())):
            return False
        if is_greeted(text, part.start(), end):
            return False  # "Hi Park,"
    return not _fits(word, text, part)


def _is_odd(text: str, part: re.Match[str], stretch: list[tuple[int, int]]) -> bool | None:
    """Whether a word of several uses divides; nothing, if it stands where it stands mostly."""
    word, end = part[0], part.end()
    if word in _MONTHS and text[max(0, part.start() - 2) : part.start() - 1] in _DAY_ENDS:
        return not stretch  # "4. April Funk"
    if word in _ASKING and len(stretch) == 1 and _WHOM.match(text, end):
        return True  # "rev. F. Kun je dit nakijken?"
    if stretch or not text[end + 1 : end + 2].isupper():
        return None
    if word == "An" and _is_led(text, part.start()):
        family = _NEXT.match(text, end)
        return family is None or not is_only_family(family["word"])  # "Dochter An Lippens"
    return False if word in _ITALIAN and _is_italian(text, part) else None


def _is_italian(text: str, part: re.Match[str]) -> bool:
    """Whether an article, or the beginning of a line, leads up to "De Santis" and "Lo Presti"."""
    family = _NEXT.match(text, part.end())
    if family is None or not is_family(family["word"]):
        return False
    start = part.start()
    if text.endswith(_OF_HER, 0, start):
        return True
    if not is_only_family(family["word"]):
        return False
    is_line = not start or text[start - 1] == "\n"
    return is_line and text.startswith((" ->", ":", " \u2013 ", " - ", " \u2192"), family.end())


def _goes_on(text: str, end: int) -> bool:
    """Whether more such words and a capital follow: "mevrouw Van den Broek"."""
    return _TO_A_CAPITAL.match(text, end) is not None


def _is_chinese(text: str, part: re.Match[str], stretch: list[tuple[int, int]]) -> bool:
    """Whether a word that ends like one of English is part of a Chinese name: "Yuting Wang"."""
    if stretch:
        return is_pinyin([text[slice(*stretch[-1])], part[0]])
    if text[part.end() : part.end() + 1] != " ":
        return False
    following = PART.match(text, part.end() + 1)
    return following is not None and is_pinyin([part[0], following[0]])


def _is_of_a_house(text: str, stretch: list[tuple[int, int]]) -> bool:
    """Whether a given name and a word such as "von" stand before: "Margareta von Essen"."""
    given, *rest = (text[start:end] for start, end in stretch)
    return not _OF_HOUSES.isdisjoint(rest) and is_given(given.partition("-")[0])


def _begins_a_cell(text: str, part: re.Match[str]) -> bool:
    """Whether a line or a cell begins with a family name before a given one: "Di Stefano Ada"."""
    if part.start() and text[part.start() - 1] not in _CELLS:
        return False
    family = _NEXT.match(text, part.end())
    given = _NEXT.match(text, family.end()) if family and is_family(family["word"]) else None
    return given is not None and is_only_given(given["word"])


def _is_led(text: str, start: int) -> bool:
    return is_surely_before(text, start)


def _fits(word: str, text: str, part: re.Match[str]) -> bool:
    """Whether a word that is both, like Paris or May, stands where a given name does."""
    if not is_given(word):
        return False
    following = _NEXT.match(text, part.end())
    if not following:
        return False
    family = following["word"]
    if is_no_name(family):
        return is_family(family) and is_signed(text, part.start(), following.end())
    if is_family(family) or ends_like_family(family):
        return True
    last = text[max(0, part.start() - 2)]
    if not is_given(family) or not (last.islower() or last == ","):
        return False
    more = _NEXT.match(text, following.end())  # "call Paulo Sérgio Figueiredo"
    return more is not None and is_family(more["word"])


def _judged(text: str, stretch: list[tuple[int, int]]) -> Iterator[Found]:
    spans = _without_code(text, _trimmed(text, stretch))
    while spans:
        words = [text[start:end] for start, end in spans]
        if len(words) > 2 and all(word.isupper() for word in words):
            yield from within_shouted(words, spans)
            return
        is_firm = len(words) > 1 and is_organisation([words[0].rpartition("-")[2], *words[1:]])
        if is_firm and not _is_led(text, spans[0][0]) and not has_mail(text, spans[-1][1]):
            return
        if len(words) > 2 and is_organisation(words[:2]) and not is_family(words[2]):
            spans = spans[3:] if words[2] in _JOINTS else []
            continue
        start = _with_particles(text, spans[0][0])
        if is_name(text, spans, words, start):
            is_led = is_surely_before(text, start) and not is_street(words[-1])
            is_led = is_led and not is_of_a_street(text, start, spans[-1][1])
            is_led = is_led and not (len(words) > 1 and is_house(words[0]))
            if len(words) == 1 and is_of_a_titled_street(text, start, words[0]):
                return
            if is_led or not is_of_a_thing(text, start, spans[-1][1]):
                yield Found(start, _with_dot(text, spans), "name")
            elif is_named_as_a_thing(text[start : spans[-1][1]]):
                before = _particles_before_the_last(words)  # "hier ist Ole von der Spedition"
                yield from _judged(text, spans[:before])
            return
        at = next((at for at, word in enumerate(words) if word[0].islower()), None)
        if at is None:
            spans = _from_given(words, spans)
            continue
        if at:  # "agent Ioana de la Cluj"
            yield from _judged(text, spans[:at])
        spans = _trimmed(text, spans[at:])


def _particles_before_the_last(words: list[str]) -> int:
    """Where the particles begin if one word alone stands behind them, else 0."""
    at = next((at for at, word in enumerate(words) if word[0].islower()), 0)
    return at if all(word[0].islower() for word in words[at:-1]) else 0


def _with_dot(text: str, spans: list[tuple[int, int]]) -> int:
    """Where a name ends, with the dot of an initial: "Anna K."."""
    start, end = spans[-1]
    return end + 1 if len(spans) > 1 and end - start == 1 and text[end : end + 1] == "." else end


def _without_code(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without a last word that is written as no name is: "Kovács János TAJ-száma"."""
    while len(spans) > 2 and _is_code(text[slice(*spans[-1])]):
        spans = spans[:-1]
    return spans


def _is_code(word: str) -> bool:
    if word[0].islower() or len(word) == 1 or has_looks([word]):
        return False
    return not word.isupper() or (len(word) < _LONG_CODE and not is_family(word))


def _with_particles(text: str, start: int) -> int:
    """Where a name begins that a word such as Mr leads up to, with "von" or "de la"."""
    if text[start - 1 : start] != " ":
        is_elided = text.endswith((" d'", " d\u2019"), 0, start)
        return start - 2 if is_elided and is_surely_before(text, start - 2) else start
    before = PARTICLES_BEFORE.search(text, max(0, start - 24), start)
    return before.start() if before and is_surely_before(text, before.start()) else start


def _from_given(words: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What begins at the first given name, if that is not the first word."""
    for at, word in enumerate(words[1:], start=1):
        is_turned_name = at + 1 < len(words) and is_family(word) and is_only_given(words[at + 1])
        if is_turned_name and not is_given(word):
            return spans[at:]
        if is_given(word):
            following = words[at + 1] if at + 1 < len(words) else ""
            if following and word in listed("given_words") and not is_family(following):
                return []  # "Garden Rose Pot"
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
