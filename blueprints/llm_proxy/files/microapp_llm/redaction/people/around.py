"""Tells by the words around a place whether a name stands there; `words/names_around` has them."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from functools import lru_cache

from microapp_llm.redaction.phrases import one_of, phrases

_REACH = 30
_MOST_WORDS = 4
_LONGEST_GREETING = 60
_GAP = " ,;:\"'(*_"
_ENDING = ".,;:?!"
_LIKELY_COLON = ""  # what is left of the phrase ":": after a colon names are likely


def _listed(name: str, *sections: str) -> frozenset[str]:
    return frozenset(phrases(f"names_around/{name}", *sections))


# What stands right before a name and before little else: one word is enough of a name then.
_AS_WRITTEN = frozenset[str]().union(
    *map(_listed, ("titles", "professions", "relations", "introductions", "called", "labels")),
    _listed("greetings", "sure"),
    _listed("sign_offs", "sure"),
)
_DOTTED = _listed("titles", "with its dot")
_SURE = frozenset(phrase.rstrip(".:").lower() for phrase in _AS_WRITTEN - _DOTTED) | _DOTTED
_GREETINGS = _listed("greetings") | _listed("thanks")
_SIGN_OFFS = _listed("sign_offs") | _listed("thanks")
# What stands before a name no more often than before anything: it tells nothing of a word that is
# a name and a word of the language too, like Grace, Jordan or Hope.
_WEAK = _listed("small_words")
# What stands before a name often, and before other things too: two words are asked for.
_STRONG = (
    frozenset[str]().union(
        _listed("roles"),
        _listed("telling", "asked", "told", "told in Finnish", "likely"),
        _listed("greetings", "likely"),
    )
    - _WEAK
)
_LIKELY = _STRONG | _WEAK | {_LIKELY_COLON}
# The same where no list holds the two words.
_LIKELY_TWO = _LIKELY - _listed("small_words", "given")
_LIKELY_TWO_IN_ENGLISH = _LIKELY_TWO - {"a"}
_ENGLISH = (" the ", " of ", " and ", " is ", " for ", "The ")
# What stands before a name written in small letters.
_IN_CHATS = _listed("in_chats") | _listed("greetings") | _listed("sign_offs", "in chats")
_STRONG_AFTER = _listed("after_names", "strong")
_AFTER_TWO = _STRONG_AFTER | _listed("after_names", "likely")
_AFTER = _AFTER_TWO | _listed("after_names", "auxiliary")
_AFTER_PERSONS = _AFTER | _listed("after_names", "other verbs")
# What somebody says before a name, whatever its letters, with a capital or without.
INTRODUCED = tuple(
    f"{said} "
    for phrase in phrases("names_around/introductions")
    for said in (phrase, phrase[0].upper() + phrase[1:])
)
_SHORTEST_LABEL = 4
_NO_TITLES = frozenset(
    f"{phrase.split()[-1].rstrip(':')}."
    for phrase in _listed("labels") | _listed("relations")
    if "." not in phrase
) - {f"{title.rstrip('.')}." for title in _listed("titles") | _listed("professions")}
SURE_WORDS = frozenset(phrase for phrase in _AS_WRITTEN if " " not in phrase)
# Words with a capital because they begin a sentence, and then a name follows.
LEADING_WORDS = frozenset(phrase for phrase in _GREETINGS | _LIKELY if " " not in phrase)
# The last words of what leads up to a name that no list holds.
LAST_WORDS = frozenset(
    phrase.split()[-1].strip(" .,:") for phrase in _SURE | _GREETINGS | _SIGN_OFFS
)


def is_surely_before(text: str, start: int) -> bool:
    """Whether what stands before this place leads up to a name."""
    if not _leads_up(text, start, _SURE) or _is_unit(text[max(0, start - 8) : start]):
        return False
    return text[start - 2 : start] != ". " or not _ends_sentence(text, start)


def _ends_sentence(text: str, start: int) -> bool:
    """Whether a sentence ends before this place with a label, which is no title with its dot."""
    words = text[max(0, start - _REACH) : start].split()
    return bool(words) and len(words[-1]) > _SHORTEST_LABEL and words[-1].lower() in _NO_TITLES


def is_greeted(text: str, start: int, end: int) -> bool:
    """Whether the word at this place is who is greeted."""
    after = text[end : end + 1]
    return (after in ("", ",", "!", "\n", ".", ":", "?") and after != ".") and _leads_up(
        text, start, _GREETINGS
    )


def is_greeting(text: str, start: int) -> bool:
    """Whether what stands before this place is a greeting."""
    return _leads_up(text, start, _GREETINGS)


def is_signed(text: str, start: int, end: int) -> bool:
    """Whether this place is a line of its own below what ends a letter."""
    if text[end : end + 1] not in ("", "\n", ",", " ") or not start:
        return False
    if text[start - 1] == " ":
        return _is_signed_in_line(text, start, end)
    if text[start - 1] != "\n":
        return False
    line_end = text.find("\n", end)
    if text[end : line_end if line_end >= 0 else len(text)].strip(" ,."):
        return False
    above = text[max(0, start - 48) : start].rstrip("\n ").rsplit("\n", 1)[-1]
    return above == "--" or above.strip(" ,.!-*").lower() in _SIGN_OFFS


def _is_signed_in_line(text: str, start: int, end: int) -> bool:
    """Whether the last line of a letter ends here: "Freundliche Grüsse, Beat", "VG Sina"."""
    if text[end : end + 1] not in ("", "\n"):
        return False
    head, _, line = text[max(0, start - 48) : start - 1].rpartition("\n")
    *before, last = _SENTENCE.split(line)
    is_apart = last.endswith(",") or bool(before) or bool(head)
    return is_apart and last.strip(" .!*->,").lower() in _SIGN_OFFS


def is_own_line(text: str, start: int, end: int) -> bool:
    """Whether this place is all of a line, between an empty one and another or the end."""
    if text[max(0, start - 2) : start] != "\n\n":
        return False
    after = text[end : end + 3].strip(" ,.")
    return not after or after[:2] in ("\n\n", "\n-", "\n>", "\n")


def leads_up_small(text: str, start: int) -> bool:
    """Whether what stands before this place leads up to a name written in small letters."""
    return _leads_up(text, start, _IN_CHATS)


def is_likely_around(text: str, start: int, end: int) -> bool:
    """Whether what stands around this place is often around a name."""
    return _is_around(text, start, end, _LIKELY, _AFTER)


def is_likely_around_two(text: str, start: int, end: int) -> bool:
    """The same, for two words that no list holds: an article before them tells nothing."""
    is_english = any(word in text for word in _ENGLISH)
    phrases = _LIKELY_TWO_IN_ENGLISH if is_english else _LIKELY_TWO
    return _is_around(text, start, end, phrases, _AFTER_TWO)


def is_strongly_around(text: str, start: int, end: int) -> bool:
    """Whether what stands around this place is seldom around anything but a name."""
    if text[end : end + 1] in ("'", "\u2019") and has_turkish_ending(text, end):
        return True
    return _is_around(text, start, end, _STRONG, _STRONG_AFTER)


def has_turkish_ending(text: str, apostrophe: int) -> bool:
    """Whether behind an apostrophe stands what Turkish puts behind names: "Yağmur'a"."""
    return _TURKISH.match(text, apostrophe + 1) is not None


def is_said_of_a_person(text: str, end: int) -> bool:
    """Whether what follows this place follows names of persons more often than other words."""
    if text[end : end + 1] in ("'", "\u2019"):
        return text[end + 1 : end + 2] != "t" or text[end + 2 : end + 3].isalpha()  # no "Don't"
    first = text[end : end + 16].lower().split(" ")[1:2]
    return bool(first) and first[0].rstrip(".,;:?!") in _AFTER_PERSONS


def is_presented(text: str, start: int) -> bool:
    """Whether somebody greets and says next who it is: "Guten Tag, hier spricht"."""
    return _PRESENTED.search(text[max(0, start - _LONGEST_GREETING) : start]) is not None


def _is_around(
    text: str, start: int, end: int, before: frozenset[str], behind: frozenset[str]
) -> bool:
    if _leads_up(text, start, before):
        return True
    after = text[end : end + 20].lower().split()[:2]
    if not after or text[end : end + 1] not in (" ", "'", "\u2019"):
        return False
    first, last = after[0].rstrip(_ENDING), after[-1].rstrip(_ENDING)
    first = first.partition("'")[0] or first
    return first in behind or f"{first} {last}" in behind


def _leads_up(text: str, start: int, phrases: frozenset[str]) -> bool:
    return not phrases.isdisjoint(_said_before(text[max(0, start - _REACH) : start]))


@lru_cache(maxsize=256)
def _said_before(near: str) -> tuple[str, ...]:
    """The last words before a place, one and two and up to four of them, in small letters."""
    near = near.lower()
    tail = near.rstrip(_GAP)
    if not 1 <= len(near) - len(tail) <= 5:
        return (_LIKELY_COLON,) if near.endswith(": ") else ()
    said: list[str] = []
    phrase = ""
    for word in reversed(tail.split()[-_MOST_WORDS:]):
        phrase = f"{word} {phrase}" if phrase else word
        said.append(phrase.lstrip(_OPENING) if phrase[0] in _OPENING else phrase)
        if "'" in word:
            said.append(said[-1].partition("'")[2])  # the Italian or French article before a word
    if tail.endswith("."):
        said += [one.rstrip(".,") for one in said]
    if ":" in near[len(tail) :]:
        said.append(_LIKELY_COLON)
    return tuple(said)


@lru_cache(maxsize=256)
def _is_unit(near: str) -> bool:
    """Whether what ends like a title is a unit, a department, or the kind of a ship or a device."""
    return _UNIT.search(near) is not None


_UNIT = re.compile(
    r"(?:[0-9] ?[a-z]{1,2}[.,;]?|\b(?:MS|MV|MF|MT|MX|SS|HR|ME)) +\Z"
)  # "7 dl" holds no title of a Romanian man
_TURKISH = re.compile(r"(?:y?[aeıiuü]|[nd][ıiuüae]n?|[dt][ae]n?|y?l[ae]|[ıiuü]n)(?![\w])")
_SENTENCE = re.compile("[.!?] ")
_PRESENTED = re.compile(  # "Guten Tag, hier spricht"
    rf"(?:\A|[\n:.!?\"\u201e\u201c\u00ab] ?)(?:{'|'.join(map(re.escape, sorted(_GREETINGS)))})"
    rf"(?: [^\W\d_]{{2,12}}){{0,2}}[,.!:\u2013-]{{0,2}} "
    rf"(?:{one_of('names_around/presenting')}) ?\Z",
    re.IGNORECASE,
)
_OPENING = "(\"'*_<\u201e\u201c\u201d\u00ab\u2018\u2039\u00bf\u00a1"
