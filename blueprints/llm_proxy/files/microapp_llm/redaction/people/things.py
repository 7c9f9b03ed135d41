"""Whether a name is that of a street, a school, a prize or a company, by the word beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.people.lists import (
    is_family,
    is_given,
    is_only_family,
    is_only_given,
)
from microapp_llm.redaction.phrases import holds_one, phrases

_BEFORE = frozenset(phrases("things/before", "before", "before or first"))
_SIGNS = frozenset(("lo", "los", "las", "se", "quien", "que", "y", "e", "che", "chi", "ora", "hoy"))
_FIRST = frozenset(phrases("things/before", "before or first", "first"))
_TRADES = frozenset(phrases("things/trades", "before"))  # whose owner stands right behind
_TRADES_BEHIND = frozenset(phrases("things/trades", "behind"))
_BROTHERS = frozenset(phrases("things/trades", "brothers"))
_TRADES_FIRST = _TRADES | _BROTHERS
_FIRST_ENDS = tuple(phrases("things/before", "endings"))
_LAST = frozenset(phrases("things/last", "words"))
_LAST_UNKNOWN = frozenset(phrases("things/last", "after no given name"))
_LAST_ENDS = tuple(phrases("things/last", "endings"))
_LONG_ENDS = tuple(phrases("things/last", "endings of long words"))
_LONGER = 4  # letters before such an ending
_ARTICLES = frozenset(phrases("things/articles", ""))
_JOINED = re.compile(r"(?P<ending>['\u2019]s?)?[ -](?P<word>[^\W\d_]+|.)")
_BEHIND = frozenset(phrases("things/behind"))
_LAWS = frozenset(phrases("things/behind", "laws"))
_STREET_AFTER = re.compile(  # "Willem de Zwijgerlaan"
    r" (?:den?|van(?: de[rn]?)?|von(?: de[rn])?) [^\W\d_]+"
    r"(?:laan|straat|plein|kade|gracht|allee|straße|platz)\b"
)
_CROSSING = re.compile(r" (?:&|and) [0-9]{1,3}(?:st|nd|rd|th)\b")  # "Garfield & 3rd"
_TITLED_STREET = re.compile(  # "het Mr. Treubplein"
    r"\b(?:[hH]et|de|[oO]p|[vV]ia|[iI]n|[aA]an|am|[vV]om|[zZ]um) (?:[MDP]r|Prof|Ds|Ir|St)\. \Z"
    r"|\b(?:Burgemeester|Pastoor|Dokter|Pfarrer|Pastor|B\u00fcrgermeister|Wethouder|Professor) \Z"
)
_COMPANY = re.compile(r"& (?P<company>\w+)")
_REACH = 36
_BEFORE_VIA = [[word] for word in ("in", "di", "da", "la", "della", "dalla", "nella", "sulla")]
_TURKISH = re.compile("[ıİşŞğĞ]")
_RANKS = frozenset(phrases("things/ranks"))
_LEADING = _BEFORE | _ARTICLES | _RANKS | _TRADES | {"via"}
_QUOTES = " \"'\u201e\u201c\u201d\u00ab\u00bb\u2018"
_MAY_LEAD = frozenset(("", *_QUOTES))
_NUMBER = re.compile(
    r",? (?:[Nn](?:r|o|[.º°])?[.:]? ?|Kav\.? ?|č\. ?|№ ?)?[0-9]{1,4}(?![0-9.:]*[0-9])"
)


def is_of_a_thing(text: str, start: int, end: int) -> bool:
    """Whether the word before or after this name says that no person is meant."""
    if is_named_as_a_thing(text[start:end]):
        return True
    if _is_behind(text, start):
        return True
    if text.endswith(("the ", "The "), 0, start) and _is_scenery(text[start:end]):
        return True  # "the Willow Creek program"
    if text[end : end + 1] not in _MAY_FOLLOW:
        return False
    if _STREET_AFTER.match(text, end) or _CROSSING.match(text, end):
        return True
    joined = _JOINED.match(text, end)
    if not joined:
        return False
    word = joined["word"].lower()
    if word in (_LAWS if joined["ending"] else _BEHIND):
        return True
    if word == "&":
        company = _COMPANY.match(text, joined.start("word"))
        name = company["company"] if company else "a"
        return name[0].isupper() and not is_given(name) and name not in _KIN
    after = _after().get(word[0])
    return after is not None and after.match(text, joined.start("word")) is not None


@cache
def _after() -> dict[str, re.Pattern[str]]:
    """What may stand after a name, by its first letter: a few words are asked, not hundreds."""
    words: dict[str, list[str]] = {}
    for line in phrases("things/after"):
        for word in _alternatives(line):
            words.setdefault(word[0].lower(), []).append(word)
    return {first: re.compile("|".join(some), re.IGNORECASE) for first, some in words.items()}


def _alternatives(line: str) -> Iterator[str]:
    """The patterns of a line, which bars divide where no bracket is open."""
    word, depth = "", 0
    for sign in line:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            yield word
            word = ""
        else:
            word += sign
    yield word


def is_of_a_street(text: str, start: int, end: int) -> bool:
    """Whether a street or a house is called after the bearer of a title: "Jl. Jenderal Ahmad 4"."""
    if not _is_behind(text, start):
        return False
    before = text[max(0, start - _REACH) : start].split()
    if before[-1] == "Av." and not _TURKISH.search(text):
        return True  # an avenue, where it is no Turkish lawyer
    return before[-1].lower() in _RANKS or _NUMBER.match(text, end) is not None


def is_of_a_titled_street(text: str, start: int, word: str) -> bool:
    """Whether a title before a word that ends as streets do is part of its name."""
    return is_street(word) and _TITLED_STREET.search(text, max(0, start - 24), start) is not None


def is_house(word: str) -> bool:
    """Whether the first word of what something is called says what it is: "Bodega Morelos"."""
    small = word.lower()
    return (small in _FIRST or small in _TRADES) and not is_given(word) and not is_family(word)


def _is_behind(text: str, start: int) -> bool:
    """Whether a word for a street, a house or a prize stands before this place."""
    if text[start - 1 : start] not in _MAY_LEAD:
        return False
    last = text[max(0, start - _REACH) : start].rstrip(_QUOTES).rsplit(None, 1)[-1:]
    if not last or _bare(last[0].lower()) not in _LEADING:
        return False  # most words, told fast
    written = text[max(0, start - _REACH) : start].rstrip(_QUOTES).split()
    before = [word.lower() for word in written]
    if _bare(before[-1]) in _TRADES:
        return True
    for at, word in enumerate(reversed(before), start=1):
        if written[-at] == "av":
            return False  # of Scandinavia: "skrevs av Anna", "henvist av dr. Berg"
        if word == "via":  # also "by way of", in many languages
            return text[start - 4 : start - 3] == "V" or before[-at - 1 : -at] in _BEFORE_VIA
        if word == "firma" and not _SIGNS.isdisjoint(before[-at - 1 : -at]):
            return False  # "lo firma Juan Pérez": who signs
        if word == "firma" and _is_signing(text, start, before[-at - 1 : -at], before[-at + 1 :]):
            return False  # "scuse a firma di Antonella", "Firma Gonzalo, administración"
        if word == "firma" and before[-at - 1 : -at] and before[-at - 1][-1] == ",":
            return False  # "discúlpate, firma Lupe"
        if _bare(word) in _BEFORE:
            return True
        if word not in _ARTICLES and word not in _RANKS:
            return False
    return False


def _is_signing(text: str, start: int, before: list[str], behind: list[str]) -> bool:
    """Whether somebody signs, in Italian or at the beginning of a Spanish sentence."""
    if before == ["a"]:
        return behind in (["di"], ["del"], ["della"])
    is_first = not before or before[0][-1] in ".:!?"
    is_first = is_first and text.endswith(("Firma ", "Firma: "), 0, start)
    return is_first and holds_one(text, _SPANISH) and not holds_one(text, _GERMAN)


def _bare(word: str) -> str:
    """A word without what opens before it, and without an article: "l'entrepôt"."""
    word = word.lstrip("(\"'«„")
    return word[2:] if word[1:2] in ("'", "\u2019") else word


def is_named_as_a_thing(name: str) -> bool:
    """Whether the name itself says so, by its first word or its last one."""
    words = name.lower().split(" ")
    if words[0] in _FIRST or words[0].endswith(_FIRST_ENDS):
        return True
    if len(words) > 1 and (words[0] in _TRADES_FIRST or words[-1] in _TRADES_BEHIND):
        return _is_firm_by_trade(name.split(" ")) or _is_a_place(name, words)
    return _is_a_place(name, words)


def _is_a_place(name: str, words: list[str]) -> bool:
    """Whether the last word of a name, or its first one, is of a street, a house or a thing."""
    parts = words[-1].split("-")
    last = parts[-1]
    is_more = len(words) > 1 or len(parts) > 1
    if len(words) > 1 and "-" in words[0] and is_street(words[0].rpartition("-")[2]):
        return True  # "Carl-Zeiss-Straße Ecke Ring"
    if len(parts) > 1 and last in _NETS:
        return True  # "Marlow-Guest"
    if is_more and (last in _LAST or last.endswith(_LAST_ENDS)):
        return True
    if len(parts) > 1 and last in _LONG_ENDS:
        return True  # "Leopold II-laan", but not "Jan van der Laan"
    if len(parts) > 1 and len(last) > _LONGEST_CASE and name.rpartition("-")[2].islower():
        return True
    if is_given(name.split(" ")[0]):
        return False
    return words[0] in _THINGS or (len(words) > 1 and (last in _LAST_UNKNOWN or is_street(last)))


def _is_scenery(name: str) -> bool:
    """Whether several words end with one for a landscape or a building."""
    first, _, last = name.lower().rpartition(" ")
    return bool(first) and last in _LAST_UNKNOWN


def _is_firm_by_trade(words: list[str]) -> bool:
    """Whether a trade stands first or last in it, or brothers do before their family name."""
    first, last = words[0].lower(), words[-1].lower()
    if first in _BROTHERS:
        return not is_only_given(words[1]) or is_family(words[1])
    if first in _TRADES:
        return not (is_given(words[0]) or is_family(words[0])) or is_only_family(words[1])
    if last not in _TRADES_BEHIND:
        return False
    return not (is_given(words[0]) and is_family(words[-1]))  # "Pieter Bouw"


def is_trade(text: str, start: int, word: str) -> bool:
    """Whether an article stands before a word for a trade: "der Tischler kommt"."""
    return word.lower() in _TRADESMEN and text.endswith(_THE, 0, start)


def names_a_place(word: str) -> bool:
    """Whether a word stands before a name of which a place or a house is called."""
    return word.lower() in _BEFORE


def is_street(word: str) -> bool:
    """Whether a word ends as the names of streets and squares do."""
    small = word.lower()
    return small.endswith(_LAST_ENDS) or small[_LONGER:].endswith(_LONG_ENDS)


_TRADESMEN = frozenset(phrases("things/trades", "tradesmen"))
_THE = (
    *(" der ", " den ", " dem ", " ein ", " einen ", " einem ", " beim ", " vom ", " zum "),
    *("Der ", "Den ", " de ", "De ", " een ", " el ", " un ", " il ", " en ", " l'", " al "),
)
_SPANISH = (" de ", " por ", " que ", "El ", " el ", " la ", "ción")
_GERMAN = (" der ", " die ", " das ", " und ", " firmy ", " nie ")
_NETS = frozenset(
    ("guest", "gast", "guests", "gäste", "gasten", "wifi", "wlan", "net", "invités", "ospiti")
)
_LONGEST_CASE = 4  # letters of an ending that a hyphen joins to a name
_THINGS = frozenset(phrases("things/called", "things"))
_MAY_FOLLOW = frozenset((" ", "'", "\u2019", "-"))
_KIN = frozenset(("Familie", "Family", "Partner", "Team", "Kids", "Kinder"))
