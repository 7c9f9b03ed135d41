"""Finds the names of persons, by lists of names, by the words around, and by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.alone import (
    is_listed_with_things,
    is_within_sentence,
    stands_alone,
)
from microapp_llm.redaction.people.around import (
    LEADING_WORDS,
    SURE_WORDS,
    is_greeted,
    is_likely_around,
    is_likely_around_two,
    is_own_line,
    is_signed,
    is_strongly_around,
    is_surely_before,
)
from microapp_llm.redaction.people.called import is_of_things, without_called, without_things
from microapp_llm.redaction.people.columns import columns, inserted
from microapp_llm.redaction.people.fields import fields
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
from microapp_llm.redaction.people.named_again import again, beside_marks
from microapp_llm.redaction.people.orders import listed_with, slashed, turned
from microapp_llm.redaction.people.scripts.malay import in_malay
from microapp_llm.redaction.people.scripts.search import in_other_scripts
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
from microapp_llm.redaction.people.small_letters import in_small_letters
from microapp_llm.redaction.people.things import is_of_a_thing, is_street
from microapp_llm.redaction.phrases import phrases

_JOINTS = frozenset(phrases("names_around/joints", "and"))
_NOBLE = frozenset(("van", "von", "vom", "zu", "bin", "ibn", "ben", "af", "ter", "ten"))
_FROM = ("z ", "ze ", "Z ", "Ze ")
_ROMANCE = frozenset(("de", "del", "della", "di", "da", "do", "dos", "das", "du", "des"))
_RUN = re.compile(  # what it begins with comes first: a search for that skips small letters fast
    rf"[{CAPITALS}](?<!(?:[^\W{EASTERN}]|[@./\\#$-]).){WORD_REST}\.?"
    rf"(?: (?:(?:{PARTICLES}) ){{0,3}}(?:[dlDL]')?{WORD}\.?(?![^\W{EASTERN}]|@)){{0,5}}"
)
_MAIL_AFTER = re.compile(r"[\"')\]]{0,2}[ ,;:|<(\[]{1,4}(?:mailto:)?[^\s@,;<>()]{1,64}@")
_LONG_CODE = 5
_MOST_SHOUTED = 5  # words of a name in capitals after its first


def find(text: str) -> Iterator[Found]:
    """Every name, as far as evidence goes."""
    found: list[Found] = [] if text.isascii() else [*in_other_scripts(text)]
    for match in _RUN.finditer(text):
        if match[0].lower() not in listed("no_names"):
            found += _in_run(text, match)
            found += in_malay(text, match)
    found += beside_marks(text)
    found += listed_with(text, found)
    if ", " in text:
        found += turned(text)
    if "/" in text:
        found += slashed(text)
    if found:
        found = without_things(text, found)
    found += fields(text)
    if "\n" in text:
        found += columns(text)
    if "VALUES" in text or "values" in text:
        found += inserted(text)
    small = [*in_small_letters(text)]
    found += without_called(text, small) if small else small
    yield from found
    for one in again(text, found):
        if not is_of_things(text, one):
            yield one


def _in_run(text: str, match: re.Match[str]) -> Iterator[Found]:
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
    small = word.lower()
    is_last = not text[part.end() + 1 : part.end() + 2].isupper()
    if small in CAPITAL_PARTICLES and not is_last and (stretch or _is_led(text, part.start())):
        return False
    if small in SURE_WORDS or (not stretch and small in LEADING_WORDS):
        if stretch and is_family(word) and is_given(text[slice(*stretch[-1])]):
            return False
        return not _fits(word, text, part)
    if (
        f"{small}." in SURE_WORDS
        and text[part.end() : part.end() + 1] == "."
        and not is_given(word)
    ):
        return True
    if word.isupper() and 1 < len(word) < 4 and not stretch and not is_last:
        return text[part.end() + 2 : part.end() + 3].islower()  # CC, FYI and the like
    if not is_no_name(word):
        return False
    if word == "St" and text[part.end() : part.end() + 1] == ".":
        return not (stretch and is_given(text[slice(*stretch[0])]))
    if stretch and small not in listed("no_names") and is_only_given(text[slice(*stretch[-1])]):
        return False  # it only ends like a thing, as Hartung and Wooning do
    if is_family(word) and (stretch or (has_looks([word]) and _is_led(text, part.start()))):
        return False
    return not _fits(word, text, part)


def _is_led(text: str, start: int) -> bool:
    return is_surely_before(text, start)


def _fits(word: str, text: str, part: re.Match[str]) -> bool:
    """Whether a word that is both, like Paris or May, stands where a given name does."""
    if not is_given(word):
        return False
    following = PART.match(text, part.end() + 1)
    if not following or is_no_name(following[0]):
        return False
    return is_family(following[0]) or ends_like_family(following[0])


def _judged(text: str, stretch: list[tuple[int, int]]) -> Iterator[Found]:
    spans = _without_code(text, _trimmed(text, stretch))
    while spans:
        words = [text[start:end] for start, end in spans]
        if len(words) > 2 and all(word.isupper() for word in words):
            yield from _within_shouted(words, spans)
            return
        if len(words) > 1 and is_organisation([words[0].rpartition("-")[2], *words[1:]]):
            return
        if len(words) > 2 and is_organisation(words[:2]) and not is_family(words[2]):
            spans = spans[3:] if words[2] in _JOINTS else []
            continue
        start = _with_particles(text, spans[0][0])
        if _is_name(text, spans, words, start):
            is_led = is_surely_before(text, start) and not is_street(words[-1])
            if is_led or not is_of_a_thing(text, start, spans[-1][1]):
                yield Found(start, _with_dot(text, spans), "name")
            return
        at = next((at for at, word in enumerate(words) if word[0].islower()), None)
        spans = _from_given(words, spans) if at is None else _trimmed(text, spans[at:])


def _with_dot(text: str, spans: list[tuple[int, int]]) -> int:
    """Where a name ends, with the dot of an initial: "Anna K."."""
    start, end = spans[-1]
    return end + 1 if len(spans) > 1 and end - start == 1 and text[end : end + 1] == "." else end


def _within_shouted(words: list[str], spans: list[tuple[int, int]]) -> Iterator[Found]:
    """The names in a sentence all in capitals: a given name and a family name side by side."""
    at = 0
    while at < len(words) - 1:
        end = _past_particles(words, at + 1)
        first, last = words[at], words[end]
        is_named = is_given(first) and _ends_name(first, last)
        if not is_named and not _is_turned(first, last):
            at += 1
            continue
        while end + 1 < len(words):
            more = _past_particles(words, end + 1)
            if more - at > _MOST_SHOUTED or not (is_family(words[more]) or is_given(words[more])):
                break
            end = more
        yield Found(spans[at][0], spans[end][1], "name")
        at = end + 1


def _ends_name(first: str, last: str) -> bool:
    return is_family(last) or ends_like_family(last) or is_only_given(first.title())


def _past_particles(words: list[str], at: int) -> int:
    while at < len(words) - 1 and words[at].lower() in CAPITAL_PARTICLES:
        at += 1
    return at


def _is_turned(first: str, last: str) -> bool:
    """Whether a family name stands before a given one: "KOVÁCS JÁNOS"."""
    return is_family(first) and is_given(last) and is_only_given(last.title())


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
        return start
    before = PARTICLES_BEFORE.search(text, max(0, start - 24), start)
    return before.start() if before and is_surely_before(text, before.start()) else start


def _from_given(words: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What begins at the first given name, if that is not the first word."""
    for at, word in enumerate(words[1:], start=1):
        is_turned = at + 1 < len(words) and is_family(word) and is_only_given(words[at + 1])
        if is_turned and not is_given(word):
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


def _is_name(text: str, spans: list[tuple[int, int]], words: list[str], begin: int) -> bool:
    start, end = spans[0][0], spans[-1][1]
    named = [word for word in words if word[0].isupper()]
    if not named or all(len(word) == 1 for word in named) or len(named) > 4:
        return False
    if begin < start or is_surely_before(text, start):
        if len(named) == 1 and text[end : end + 1] == "." and text[end + 1 : end + 2].islower():
            return False  # the first letters of an abbreviation
        if begin < start and len(named) == 1 and is_no_name(named[0]):
            return False  # "Monsieur le Maire"
        return has_looks(named) or any(is_given(word) or is_family(word) for word in named)
    if len(named) == 1:
        return _is_single(text, start, end, named[0])
    if named[0] == "St" and len(named) == 2:
        return False  # a town
    if not has_looks(named):
        return _is_shouted(named)
    if words[1][0].islower() and not is_given(words[0]):
        if words[1] == "do" and text.endswith(_FROM, 0, start):
            return False  # "z Gdyni do Wrocławia": from town to town
        noble = words[1] in _NOBLE and not (words[2][0].isupper() and is_no_name(words[2]))
        if words[1] == "von":  # also between things: "Tarife von Müller"
            noble = noble and is_likely_around_two(text, start, end)
        is_romance = words[1] in _ROMANCE and words[1] != "do"  # Polish and Czech for "to"
        if len(words[0]) == 1 and is_only_family(words[-1]):
            return True
        return noble or (is_romance and is_likely_around_two(text, start, end))
    if _is_known(named) or is_signed(text, start, end):
        return True
    if "@" in text and len(named) <= 3 and _MAIL_AFTER.match(text, end):
        return True
    if len(named[0]) == 1 and text[max(0, start - 2) : start].rstrip()[-1:] in (",", "&", ";", "("):
        return True
    if is_given(named[0]):  # a word of the language too, before what is in no list
        return not _is_headline(text, start) and is_likely_around(text, start, end)
    if any(is_given(word) for word in named[1:]) or _is_numbered(named[-1]):
        return False
    return (
        len(named) < 4 and not _is_headline(text, start) and is_likely_around_two(text, start, end)
    )


def _is_numbered(last: str) -> bool:
    """Whether the last word is a letter or a Roman number: "Building B", "Phase II"."""
    return len(last) == 1 or (len(last) < 5 and set(last) <= set("IVX"))


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
    return len(named) <= 3 and (is_only_family(last) or ends_like_family(last))


def _is_shouted(named: list[str]) -> bool:
    """Whether words are a name of which one, or all, are in capitals: "QUAXWORTH Anna"."""
    first, last = named[0], named[-1]
    if _is_numbered(last):
        return False
    if first.isupper() and len(first) > 2 and not last.isupper():
        return is_given(last) and (is_only_given(last) or is_family(first)) and has_looks([last])
    if last.isupper() and _is_turned(first, last):
        return True
    if not is_given(first):
        return False
    if is_family(last) or ends_like_family(last):
        return True
    shouted = all(word.isupper() for word in named)
    return shouted and is_only_given(first.title())


def _is_single(text: str, start: int, end: int, word: str) -> bool:
    """Whether one word is a name: a given name, or a word where only names stand."""
    if len(word) < 3 or word.isupper() or (is_no_name(word) and not is_given(word)):
        return False
    if is_greeted(text, start, end) or is_signed(text, start, end):
        return has_looks([word])
    if is_no_name(word) or not is_given(word):
        return False
    if is_own_line(text, start, end):
        return True
    if not stands_alone(text, start, end):
        is_a_the = text.endswith(("the ", "The "), 0, start)
        return not is_a_the and is_strongly_around(text, start, end)
    if word in listed("given_words"):
        if is_strongly_around(text, start, end):
            return True
        return word not in listed("given_things") and is_within_sentence(text, start, end)
    if word.lower() in listed("small_words") and is_listed_with_things(text, start, end):
        return False
    return is_only_given(word) or is_likely_around(text, start, end)
