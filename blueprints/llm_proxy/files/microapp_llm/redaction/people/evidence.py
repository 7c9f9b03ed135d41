"""Weighs whether words with capitals are a person's name: lists, words around, looks."""

from __future__ import annotations

import re

from microapp_llm.redaction.people.alone import (
    begins_sentence,
    is_listed_with_things,
    is_within_sentence,
    may_be_in,
    stands_alone,
)
from microapp_llm.redaction.people.around import (
    LEADING_WORDS,
    is_greeted,
    is_likely_around,
    is_likely_around_two,
    is_own_line,
    is_presented,
    is_signed,
    is_strongly_around,
    is_surely_before,
)
from microapp_llm.redaction.people.beside import has_mail, is_beside_facts
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    ends_like_family_alone,
    ends_like_turned_family,
    is_common,
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
    listed,
)
from microapp_llm.redaction.people.scripts.pinyin import is_pinyin
from microapp_llm.redaction.people.shapes import CAPITAL_PARTICLES, has_looks
from microapp_llm.redaction.people.shouted import is_numbered, is_shouted
from microapp_llm.redaction.people.things import is_trade
from microapp_llm.redaction.phrases import holds_one, one_of, phrases

_TITLES = frozenset(phrases("names_around/titles"))
_PERSONS = frozenset(phrases("names_around/relations")) | frozenset(
    phrases("names_around/professions")
)
_ABBREVIATED = re.compile(r"(?<![A-Za-z])[A-Z]\. \Z")
_TURKISH = frozenset(("Bey", "Han\u0131m", "Hoca", "Abla", "A\u011fabey"))  # titles behind names
_OF_WOMEN = frozenset(("Thi", "Th\u1ecb"))  # in Vietnam
_HOUSEHOLD = re.compile(rf" (?:family|household) (?:{one_of('names_around/households')})(?![\w-])")
_CELL = frozenset("|;\t")  # marks before one cell of a table
_NOBLE = frozenset(("van", "von", "vom", "zu", "bin", "ibn", "ben", "af", "ter", "ten"))
_SHORTEST_SHOUTED = 4
_GOES_ON_AS_CODE = re.compile(r"[._(:-][\w)]")
_DOMAIN = re.compile(
    r"\.(?:com|org|net|info|io|eu|de|at|ch|nl|be|fr|it|es|pt|pl|cz|sk|hu|se|no|dk|fi|ru|ua|gr|ro|tr|br|uk|in|jp|cn|kr)\b"
)
_CUSTOMER = re.compile(  # "Cliente 40771, Rosario Cantalejo"
    r"\b(?:client[e]?|customer|kund[ei]?|klant|z\u00e1kazn\u00edk|klient|asiakas|m\u00fc\u015fteri|guest|account|tenant|inquilino|socio|s\u00f3cio|member|mitglied|lid|medlem)"
    r"(?: (?:nr|no|n\u00ba|n\u00b0|num)\.?)? [0-9]{2,9}[,:] \Z",
    re.IGNORECASE,
)
_BEGINNINGS = frozenset(("Der", "Die", "Das", "Den", "The", "Het"))
_MONTHS = frozenset(  # of a day: "8 Марта", "29 Mart'ta"
    (
        *("Марта", "Maja", "Ocak", "Mart", "Nisan", "Haziran", "Temmuz", "Eylül", "Ekim"),
        *("Kas\u0131m", "Aral\u0131k"),
    )
)
_LIKE_MANY = "ів"  # families of the Ukraine, and the second case of many things
_OUR_LADIES = ("Nuestra Señora ", "Nossa Senhora ")
_GERMAN = (" der ", " die ", " das ", " war ", " ist ", " und ", " wegen ", " von ", " nicht ")
_OF_THE = ("vom", "van", "von")
_ARTICLES = (" das ", " die ", " der ", " den ", " dem ", " het ", " een ", " ein ", " eine ")
_FROM = ("z ", "ze ", "Z ", "Ze ")
_ROMANCE = frozenset(("de", "del", "della", "di", "da", "do", "dos", "das", "du", "des"))


def is_name(text: str, spans: list[tuple[int, int]], words: list[str], begin: int) -> bool:
    start, end = spans[0][0], spans[-1][1]
    named = [word for word in words if word[0].isupper()]
    if not named or all(len(word) == 1 for word in named) or len(named) > 4:
        return False
    if text[end : end + 1].isdigit():
        return False  # the beginning of a number: "XAVP8706O"
    if text[end : end + 1] == "*" and text[start - 1 : start] != "*":
        return False  # masked: "J*** D**", "IBAN DE**"
    if len(named) == 1 and text[start - 1 : start] == "`" and _GOES_ON_AS_CODE.match(text, end):
        return False  # "`Robin.tick()`"
    if begin < start and text.endswith(_OUR_LADIES, 0, begin):
        return False
    if text[end : end + 1] == "." and _DOMAIN.match(text, end):
        return False  # "Klarna.se"
    if len(words[0]) == 1 and len(words) > 2 and words[1] in _BEGINNINGS:
        return False  # "Rev. B. Der Kunde von Siemens"
    if begin < start or is_surely_before(text, start):
        return _is_led(text, start, end, named, has_particle=begin < start)
    if len(named) == 1:
        return _is_single(text, start, end, named[0])
    if named[0] == "St" and len(named) == 2:
        return False  # a town
    if not has_looks(named):
        return is_shouted(named)
    if words[1][0].islower() and not is_given(words[0]):
        return _is_joined(text, start, end, words)
    return _are_names(text, spans, named)


def _is_led(text: str, start: int, end: int, named: list[str], *, has_particle: bool) -> bool:
    """Whether words that a title, or a particle behind one, leads up to are a name."""
    if len(named) == 1:
        if text[end : end + 1] == "." and text[end + 1 : end + 2].islower():
            return False  # the first letters of an abbreviation
        if named[0].isupper() and _follows_a_code(text, start):
            return False
        if _is_short(named[0]) and text[max(0, start - 2) : start - 1].isupper():
            return False  # "ZUS ZUA"
        if has_particle and (is_no_name(named[0]) or _is_short(named[0])):
            return False  # "Monsieur le Maire", "ME e EPP"
    if any(is_given(word) or is_family(word) for word in named):
        return True
    if text[max(0, start - 2) : start] == ". " and _ends_a_sentence(text, start):
        return False  # "ex jefe. Resúmelo"
    if all(map(is_common, named)) and not _is_called(text, start):
        return False  # "Employee Handbook"
    return has_looks(named) or _is_titled_in_capitals(text, start, named)


def _is_joined(text: str, start: int, end: int, words: list[str]) -> bool:
    """Whether words that a particle joins are a name, though the first is no given one."""
    if is_common(words[0]) or is_common(words[-1]) or is_family(words[0]):
        return False  # "Raad van Bestuur", "Ziel von Thunderbird"
    particle = words[1]
    if particle in _OF_THE and text.endswith(_ARTICLES, 0, start):
        return False  # "das Kennwort vom Leitstand"
    if particle == "do" and text.endswith(_FROM, 0, start):
        return False  # "z Gdyni do Wrocławia": from town to town
    if len(words[0]) == 1 and is_only_family(words[-1]):
        return True
    noble = particle in _NOBLE and not (words[2][0].isupper() and is_no_name(words[2]))
    if noble and particle != "von":  # which stands between things as well: "Tarife von Müller"
        return True
    is_romance = particle in _ROMANCE and particle != "do"  # Polish and Czech for "to"
    if particle == "des" and words[-1][-1] == "s" and holds_one(text, _GERMAN):
        return False  # "Zeugin des Gesprächs"
    return (noble or is_romance) and is_likely_around_two(text, start, end)


def _are_names(text: str, spans: list[tuple[int, int]], named: list[str]) -> bool:
    """Whether several words with capitals are a name, by the lists or by what is around them."""
    start, end = spans[0][0], spans[-1][1]
    if _is_known(named) or is_pinyin(named):
        return True
    if len(named) == 2 and named[1] in _TURKISH and not is_common(named[0]):
        return not is_no_name(named[0])  # "Kirkor Bey"
    if len(named) > 2 and named[1] in _OF_WOMEN:
        return True  # "Ngo Thi Lan"
    if any(map(is_common, named)):
        return False
    if is_signed(text, start, end):
        return True
    if len(named) == 2 and len(named[1]) == 1 and text[end : end + 1] == ".":
        return is_only_family(named[0])  # "Sanchez M."
    if len(named) <= 3 and has_mail(text, end):
        return True
    if len(named[0]) == 1 and text[max(0, start - 2) : start].rstrip()[-1:] in (",", "&", ";", "("):
        return True
    if text[start + 1] == "." and _is_titled(text, spans[1][0], named[1:]):
        return True  # "M. Delacroix": a title or an initial, and a person's both ways
    if is_given(named[0]):  # a word of the language too, before what is in no list
        is_around = is_likely_around(text, start, end) or is_presented(text, start)
        is_around = is_around or _CUSTOMER.search(text, max(0, start - 28), start) is not None
        return is_around and not _is_headline(text, start)
    if any(is_given(word) for word in named[1:]) or is_numbered(named[-1]):
        return False
    if len(named) > 3 or _is_headline(text, start):
        return False
    return (
        is_likely_around_two(text, start, end)
        or is_presented(text, start)
        or is_beside_facts(text, start, end)
    )


def _follows_a_code(text: str, start: int) -> bool:
    """Whether it is the next column of a table, "Name,NINO,Start", or stands as in "P. IVA"."""
    return text[start - 1] == "," or bool(_ABBREVIATED.search(text, max(0, start - 4), start))


def _ends_a_sentence(text: str, start: int) -> bool:
    """Whether the word and the dot before this place are no title that has a dot."""
    last = text[max(0, start - 24) : start - 2].lower().split()[-1:]
    return bool(last) and last[0] in _PERSONS and last[0] not in _TITLES


def _is_called(text: str, start: int) -> bool:
    """Whether persons are called by the word before, whatever they are named: "Frau"."""
    return not _TITLES.isdisjoint(text[max(0, start - 24) : start].lower().split()[-1:])


def _is_titled(text: str, start: int, named: list[str]) -> bool:
    named = [word for word in named if word.lower() not in CAPITAL_PARTICLES]
    return is_surely_before(text, start) and not any(map(is_no_name, named))


def _is_titled_in_capitals(text: str, start: int, named: list[str]) -> bool:
    """Whether a title in capitals stands before words in capitals: "MRS ZORBA QUEXLEY"."""
    title = text[max(0, start - 10) : start].split()[-1:]
    if not title or not title[0].isupper() or not all(map(str.isupper, named)):
        return False
    return len(title[0]) > 1 and not any(map(is_no_name, named))


def _is_short(word: str) -> bool:
    """Whether it is an abbreviation rather than a name in capitals."""
    return len(word) < _SHORTEST_SHOUTED and word.isupper()


def _is_headline(text: str, start: int) -> bool:
    """Whether the word before this place has a capital too, and does not begin a sentence."""
    words = text[max(0, start - 40) : start].split()
    if len(words) < 2 or not words[-1][0].isupper() or words[-2][-1] in ".!?:":
        return False
    is_leading = words[-1].isupper() and words[-1].lower() in LEADING_WORDS  # "our CFO"
    return words[-1][-1] != "," and not is_leading


def _is_known(named: list[str]) -> bool:
    """Whether words are names by the lists: a given one first, or a family one last."""
    first, last = named[0], named[-1]
    if is_given(first):
        is_like_one = ends_like_family(last) or last.endswith(_LIKE_MANY)
        if is_only_given(first) or is_family(last) or is_like_one:
            return True
        if len(named) == 2 and is_family(first) and is_only_given(last):
            return True
        return first not in listed("given_words")
    if is_given(last) and (is_family(first) or _is_turned(named)):
        return True
    if len(named) > 3:
        return False
    if len(named) > 2 and len(first) > 1 and is_common(first):
        return False  # "Kaffeemaschine Modell Aurora"
    return is_only_family(last) or (ends_like_family(last) and not is_common(last))


def _is_turned(named: list[str]) -> bool:
    """Whether a word that ends like a family name stands before a given name alone."""
    return len(named) == 2 and is_only_given(named[1]) and ends_like_turned_family(named[0])


def _is_single(text: str, start: int, end: int, word: str) -> bool:
    """Whether one word is a name: a given name, or a word where only names stand."""
    if len(word) < 3 or word.isupper() or (is_no_name(word) and not is_given(word)):
        return False
    if word in _MONTHS and text[max(0, start - 2) : start - 1].isdigit():
        return False
    if text.startswith((" %", " (%)"), end) and not _CELL.isdisjoint(
        text[max(0, start - 2) : start]
    ):
        return False  # the head of a column: "Myynti | Kate %"
    if text[end : end + 2] == "- ":
        return False  # the first of two words that end alike: "Touko- ja kesäkuussa"
    if is_greeted(text, start, end) or is_signed(text, start, end):
        return has_looks([word]) and (is_given(word) or not is_common(word))
    if is_no_name(word):
        return False
    if not is_given(word):
        is_listed = is_only_family(word) or ends_like_family_alone(word)
        return is_listed and _is_spoken_of(text, start, end)
    if is_own_line(text, start, end):
        return True
    if not stands_alone(text, start, end):
        is_a_the = text.endswith(("the ", "The "), 0, start)
        return not is_a_the and is_strongly_around(text, start, end)
    if word in listed("given_words"):
        if is_strongly_around(text, start, end) or _is_in_brackets(text, start, end):
            return True
        if word in listed("given_cities") and may_be_in(text, start):
            return False  # "a obra de Betim"
        return word not in listed("given_things") and is_within_sentence(text, start, end)
    if begins_sentence(text, start) and _is_rather_a_word(text, start, end, word):
        return False
    return is_only_given(word) or is_likely_around(text, start, end)


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether a family name alone does what persons do, or somebody is told of: "Quandt wants"."""
    if text[end : end + 1] in ("'", "\u2019"):
        return False  # "Raynaud's phenomenon"
    if text[start:end] in listed("family_cities") and may_be_in(text, start):
        return False  # "Hotellet på Voss"
    if is_trade(text, start, text[start:end]):
        return False
    if text.endswith(("the ", "The "), 0, start) and _HOUSEHOLD.match(text, end):
        return True
    return stands_alone(text, start, end) and is_strongly_around(text, start, end)


def _is_rather_a_word(text: str, start: int, end: int, word: str) -> bool:
    """Whether a word with which a sentence begins is likely none but a word: "Rosa y azul"."""
    if is_listed_with_things(text, end, word.lower()):
        return not is_likely_around(text, start, end)
    if word not in listed("beginnings") or text[end : end + 1] in (
        ",",
        ":",
        "'",
        "\u2019",
        "\n",
        "",
    ):
        return False
    return not is_likely_around(text, start, end)


def _is_in_brackets(text: str, start: int, end: int) -> bool:
    """Whether a bracket says who it is: "call 4711 (reception, Jule)"."""
    return text[end : end + 1] == ")" and text[start - 2 : start] in (", ", ": ")
