"""Takes out of what was found the names of things: "the server is called Iris"."""

from __future__ import annotations

import re
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import (
    is_greeted,
    is_own_line,
    is_signed,
    is_strongly_around,
    is_surely_before,
)
from microapp_llm.redaction.people.counted import is_counted
from microapp_llm.redaction.people.lists import (
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
    is_organisation,
    lines_of,
    listed,
)
from microapp_llm.redaction.people.namesakes import Goods
from microapp_llm.redaction.people.shapes import WORD
from microapp_llm.redaction.phrases import any_of, one_of, phrases

_THINGS = frozenset(phrases("things/called", "things"))
_PLACES = _THINGS | frozenset(phrases("things/called", "places"))
_SEVERAL = frozenset(phrases("things/called", "several"))
_QUOTED = _PLACES | frozenset(phrases("things/called", "quoted"))
_CALLED = frozenset(phrases("things/called", "called"))
_SORTS = frozenset(  # of words that are no names
    ("brands", "cities", "places", "tech", "goods", "materials", "flowers", "laws", "institutions")
)
_BEFORE_NUMBERS = frozenset(("tel",))  # leads up to a number more often than to Aviv
_NAMES_TOO = frozenset(phrases("things/names_too", ""))
_LABELS_TOO = frozenset(phrases("things/names_too", "before a colon"))
_FOLLOWING = re.compile(r" (?P<word>[^\W\d_]+)")
_BETWEEN = _CALLED | {
    "à",
    "alla",
    "la",
    "u",
}  # "is called", and "bacalhau à Brás", "Pekárna U Petra"
_THE = frozenset(("De", "Het", "Le", "Les", "El", "Los", "Il", "Den", "Das", "Der", "Die"))
_VIETNAMESE = frozenset(("Thị", "Văn"))  # what is in persons' names alone
_THINGS_FIRST = frozenset(("Storm",))  # more often a thing, though a given name
_MOST_CALLED = 2  # words between a thing and its name: "is called"
_MOST_LISTED = 6  # names of one list that are looked at
_REACH = 48
_HAN = "\u2e80"
_OPENING = frozenset("\u00ab\u201e\u201c\u201d\u2018\u201a'\u00bb")  # no straight ones: JSON's
_QUOTING = _OPENING | {'"'}
_HOUSE = re.compile(
    rf"[\"\u00ab\u201e\u201c\u201d] ?(?:{one_of('things/articles', 'in quotes')}) \Z", re.IGNORECASE
)
_COMMIT = re.compile(  # "f792ab2 Remove Jasmine from package.json"
    r"\W{0,3}(?=[0-9a-f]*[0-9])[0-9a-f]{7,64}\]?:? (?P<verb>[^\W\d_]{3,12} )?"
)
_SHORTEST_COMMIT = 7
_BEGINS_A_COMMIT = frozenset("0123456789abcdef[*-")
_CLOSING = frozenset("\u00bb\u201c\u201d\u2019'\u00ab")
_CLOSING_TOO = _CLOSING | {'"'}
_QUOTES = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a*_( "
_JOINTS = frozenset(phrases("names_around/joints"))
_LONGEST_JOINT = 10  # letters, with quotes
_JOINT = rf"(?:,|,? (?:{one_of('names_around/joints')}))"
_ITEM = rf"[{re.escape(_QUOTES)}]{{0,3}}(?P<word>{WORD}(?: {WORD})?)[{re.escape(_QUOTES)}]{{0,2}}"
_BEFORE = re.compile(
    rf"(?<![\w@./-]){_ITEM}(?: [^\W\d_]{{3,9}})?{_JOINT} ?[{re.escape(_QUOTES)}]{{0,3}}\Z"
)
_AFTER = re.compile(rf"[{re.escape(_QUOTES)}]{{0,2}}{_JOINT} ?{_ITEM}(?![\w@])")
_LISTED = re.compile(rf"{_JOINT} ")
_COUNTED = re.compile(r" ?: [0-9]+ [^\W\d_]{3}")  # "Iris, Rosa, Jana: 20 pots"
_PAYS = re.compile(  # "- Elspeth Kerr - card 5587"
    rf" ?[-\u2013\u2014|:;,(/]{{1,2}} ?(?:{one_of('names_around/pays')})(?!\w)", re.IGNORECASE
)
_CAPITAL = re.compile(rf"(?<![\w@./-])(?P<word>{WORD}) \Z")
_CODE = re.compile(  # "Jasmine 5", "Charge b7d2", but no sum of money, nor the number of a phone
    r"(?:-(?=[0-9]{2})| )(?:(?:to|auf|à|a|naar|till|til|na) )?[A-Za-z]{0,6}[0-9]{1,4}"
    rf"(?![ /-]?[0-9]|[.,][0-9]{{2}} | ?(?:{one_of('things/money')}))"
)
_ROUTE = re.compile(rf" (?:a|à|to|nach|naar|til|till|do|na|bis|până la|fino a) (?P<word>{WORD})")
_FAR = 1_000  # characters in which a version or a price tells that a list is of things
_OF_THINGS = re.compile(any_of("things/signs"))
_OF_THINGS_ALONE = re.compile(any_of("things/signs", "surely"))
_GOODS = re.compile(  # lots and sizes
    r"\b(?:lot(?:to|e|nr)?|ddt|taille|größe|size|taglia|talla|maat|storlek)\b"
    r"|[0-9] ?[x\u00d7] ?[0-9]",
    re.IGNORECASE,
)
_AFTER_NAME = frozenset(phrases("things/called", "after"))
_ONE_OF_SOME = frozenset(phrases("things/articles", "one of some"))
_IS_A = re.compile(
    rf" (?:{one_of('things/called', 'is a')}) (?P<things>(?:[^\W\d_]{{2,20}} ?){{1,3}})"
)
_ARE_SOME = re.compile(  # "Iris, Rosa and Jana are the new names of our servers"
    rf"[,:]? (?:(?:{one_of('things/called', 'are names of')}) "
    r"(?P<things>(?:[^\W\d_]{2,20} ?){1,3})"
    rf"|(?:{one_of('things/called', 'are some')}) (?P<thing>[^\W\d_]{{2,20}}))"
)
_ARE_SEVERAL = re.compile(
    rf" (?:{one_of('things/called', 'are several')}) (?P<things>[^\W\d_]{{2,20}})"
)


def without_things(text: str, found: list[Found], goods: Goods) -> list[Found]:
    """What was found, less what things are called."""
    kept = _without_goods(text, without_called(text, found))
    weak = {one for one in kept if _is_weak(text, one)}
    if weak and goods.are_meant:  # who sends an order is a firm: "from Pettifer Joinery"
        kept = [one for one in kept if one not in weak]
    lone = [one for one in kept if _is_lone(text, one) or _is_weak(text, one)]
    if not lone:
        return kept
    no_persons = {one for one in lone if _is_among_things(text, one)}
    if len(lone) == len(kept) and "@" not in text and _OF_THINGS.search(text):
        is_sure = _OF_THINGS_ALONE.search(text) is not None
        no_persons.update(one for one in lone if is_sure or not _is_said_of(text, one))
    if _speaks_of_a_thing(text):
        no_persons.update(one for one in lone if _is_in_quotes(text, one))
    return [one for one in kept if one not in no_persons]


def without_called(text: str, found: list[Found]) -> list[Found]:
    """What was found, less what a word for a thing leads up to."""
    return [one for one in found if not _is_called_so(text, one)]


def is_of_things(text: str, one: Found) -> bool:
    """Whether what stands beside this name says that a thing is called so."""
    return _is_called_so(text, one) or (_is_lone(text, one) and _is_among_things(text, one))


def _is_called_so(text: str, one: Found) -> bool:
    """Whether a word for a thing leads up to this name, or to the list in which it stands."""
    if _is_a_house_in_quotes(text, one) or _is_of_a_commit(text, one):
        return True
    if text.endswith("Dr. ", 0, one.start) and is_organisation(["dr", text[one.start : one.end]]):
        return True
    if is_surely_before(text, one.start):
        return False
    if text.endswith(("the ", "The "), 0, one.start) and text.startswith(
        ("'s", "\u2019s"), one.end
    ):
        return True  # a house that is called so
    is_alone = " " not in text[one.start : one.end]
    if is_alone and (_is_one_of_some(text, one.start) or is_counted(text, one)):
        return True  # "un Logan", "eine Giulia", "two Margherita"
    end = _list_end(text, one.end)
    is_listed = end != one.end or _item_before(text, one.start) is not None
    said = _ARE_SOME.match(text, end) if is_listed else _IS_A.match(text, one.end)
    if said and not _THINGS.isdisjoint((said["things"] or said["thing"]).split()):
        return True
    several = _ARE_SEVERAL.match(text, end) if is_listed else None
    if several and several["things"] in _SEVERAL:
        return True  # "Lincoln and Madison are school names"
    start = one.start
    known = _THINGS if is_alone else _PLACES
    known = _QUOTED if text[start - 1 : start] in _QUOTING else known
    for _ in range(_MOST_LISTED):
        if _is_after_a_thing(text, start, known):
            return True
        match = _item_before(text, start)
        if not match:
            return False
        if _is_word_for_a_thing(match["word"].partition(" ")[0], known):
            return True
        start = match.start("word")
    return False


def _is_a_house_in_quotes(text: str, one: Found) -> bool:
    """Whether an article and a name alone stand in quotes: « La Jeanne », "Bei Giuseppe"."""
    after = text[one.end : one.end + 1]
    if after not in _CLOSING_TOO and (after != " " or text[one.end + 1 : one.end + 2] != "\u00bb"):
        return False
    return _HOUSE.search(text, max(0, one.start - 10), one.start) is not None


def _is_of_a_commit(text: str, one: Found) -> bool:
    """Whether a line begins with a commit, and one word between it and this name at most."""
    if text[one.start - 1 : one.start] != " ":
        return False
    line = text.rfind("\n", 0, one.start) + 1
    if one.start - line < _SHORTEST_COMMIT or text[line] not in _BEGINS_A_COMMIT:
        return False
    commit = _COMMIT.fullmatch(text, line, one.start)
    if commit is None:
        return False
    return commit["verb"] is not None or is_no_name(text[one.start : one.end].split(" ")[0])


def _list_end(text: str, end: int) -> int:
    """Where the list ends in which a name stands that ends here."""
    for _ in range(_MOST_LISTED):
        match = _AFTER.match(text, end)
        if not match:
            break
        end = match.end()
    return end


def _is_one_of_some(text: str, start: int) -> bool:
    before = text[max(0, start - 7) : start].split(" ")
    if len(before) < 2 or before[-1] or before[-2] == "An":  # a Dutch given name
        return False
    return before[-2].lower().lstrip("(") in _ONE_OF_SOME


def _is_after_a_thing(text: str, start: int, known: frozenset[str]) -> bool:
    near = text[max(0, start - _REACH) : start]
    words = near.rstrip(_QUOTES).split()
    if not words or len(near) - len(near.rstrip(_QUOTES)) == 0:
        return False
    if words[-1] in _THE:  # "het magazijn heet De Berk"
        words.pop()
    if not words:
        return False
    for _ in range(_MOST_CALLED):
        if len(words) > 1 and words[-1].lower() in _BETWEEN:
            words.pop()
    return _is_word_for_a_thing(words[-1].strip(_QUOTES).rpartition("'")[2], known)


def _is_word_for_a_thing(word: str, known: frozenset[str]) -> bool:
    """Whether it is one, and no given name with a capital, as Roman and Hortensia are."""
    if word.lower() not in known:
        return False
    return word.islower() or word in _THINGS_FIRST or not is_given(word)


def _is_lone(text: str, one: Found) -> bool:
    """Whether it is one word, and nothing beside it says that it is a person's."""
    name = text[one.start : one.end]
    if " " in name and not _NAMES_TOO.issuperset(_LISTED.split(name)):
        return False
    if not text[one.start].isupper():
        return text[one.start] < _HAN
    return not _is_led(text, one)


def _is_led(text: str, one: Found) -> bool:
    """Whether what stands beside it says that it is a person's."""
    start, end = one.start, one.end
    return (
        is_surely_before(text, start)
        or is_greeted(text, start, end)
        or is_signed(text, start, end)
        or is_own_line(text, start, end)
        or is_strongly_around(text, start, end)
        or _PAYS.match(text, end) is not None
    )


def _is_weak(text: str, one: Found) -> bool:
    """Whether it is two words or more, none of which is a given name, and no person is near."""
    words = text[one.start : one.end].split(" ")
    if len(words) == 1 or not words[0][0].isupper() or any(map(is_given, words)):
        return False
    if not _VIETNAMESE.isdisjoint(words):
        return False
    return not _is_led(text, one)


def _is_among_things(text: str, one: Found) -> bool:
    """Whether what stands beside it, or with it in a list, is no person's name."""
    beside = _CAPITAL.search(text, max(0, one.start - _REACH), one.start)
    name = text[one.start : one.end]
    if beside and (_is_thing(beside["word"]) or is_organisation([beside["word"], name])):
        return True
    following = _FOLLOWING.match(text, _list_end(text, one.end))
    if following and (
        following["word"] in _AFTER_NAME or is_organisation([name, following["word"]])
    ):
        return True
    if _CODE.match(text, one.end) or _is_of_a_route(text, one):
        return True
    if f"{text[one.start : one.end]}'s".lower() in listed("organisations"):
        return True
    if text[one.end : one.end + 1] == ":" and text[one.start : one.end] in _LABELS_TOO:
        return True
    words = [*_words_before(text, one.start), *_words_after(text, one.end)]
    if any(map(_is_thing, words)):
        return not any(
            " " in word and is_given(word.split()[0]) and not _is_thing(word) for word in words
        )
    words += _LISTED.split(text[one.start : one.end])
    known = sum(word in _NAMES_TOO for word in words)
    is_counted = known > 1 and known * 2 > len(words) and _COUNTED.search(text, one.end)
    if len(words) == 1 or not (known == len(words) or is_counted):
        return False
    if _is_list_of_persons(text, one.start):
        return False
    near = max(0, one.start - _FAR), one.end + _FAR
    return len(words) > 2 or _OF_THINGS.search(text, *near) is not None


def _speaks_of_a_thing(text: str) -> bool:
    """Whether a version or a price is in it, or a word for a thing that is called so."""
    if _OF_THINGS.search(text):
        return True
    return not _THINGS.isdisjoint(text.lower().split())


def _is_in_quotes(text: str, one: Found) -> bool:
    before, after = text[max(0, one.start - 2) : one.start], text[one.end : one.end + 2]
    return before.strip()[-1:] in _OPENING and after.strip()[:1] in _CLOSING


def _without_goods(text: str, found: list[Found]) -> list[Found]:
    """What was found, less what stands in quotes in a text of goods, and is no sure name."""
    quoted = {one for one in found if _is_in_quotes(text, one) and not _is_led(text, one)}
    if not quoted or not (_OF_THINGS.search(text) or _GOODS.search(text)):
        return found
    return [one for one in found if one not in quoted or _is_sure(text[one.start : one.end])]


def _is_sure(name: str) -> bool:
    words = name.split(" ")
    return len(words) > 1 and is_only_given(words[0]) and is_only_family(words[-1])


def _is_of_a_route(text: str, one: Found) -> bool:
    """Whether it is a place from which one goes to another: "from Verona to Trento"."""
    match = _ROUTE.match(text, one.end)
    if not match or match["word"] in listed("given"):
        return False
    return text[one.start : one.end] in _NAMES_TOO | listed("given_things")


def _is_list_of_persons(text: str, start: int) -> bool:
    """Whether what stands before the list of this word leads up to persons: "Present: Rosa"."""
    for _ in range(_MOST_LISTED):
        match = _item_before(text, start)
        if not match:
            break
        start = match.start("word")
    return is_surely_before(text, start) or is_strongly_around(text, start, start)


def _item_before(text: str, start: int) -> re.Match[str] | None:
    """The word before this place in its list."""
    near = text[max(0, start - _LONGEST_JOINT) : start].rstrip(_QUOTES)
    if not near.endswith(",") and near.rpartition(" ")[2] not in _JOINTS:
        return None  # most words, told fast
    return _BEFORE.search(text, max(0, start - _REACH), start)


def _words_before(text: str, start: int) -> list[str]:
    words: list[str] = []
    while len(words) < _MOST_LISTED and (match := _item_before(text, start)):
        first, _, last = match["word"].partition(" ")
        words.append(last if last and is_no_name(first) else match["word"])
        start = match.start("word")
    return words


def _words_after(text: str, end: int) -> list[str]:
    words: list[str] = []
    while len(words) < _MOST_LISTED and (match := _AFTER.match(text, end)):
        words.append(match["word"])
        end = match.end("word")
    return words


def _is_thing(word: str) -> bool:
    """Whether a word with a capital is that of a place, a brand or a thing."""
    if is_organisation(word.split()):
        return True
    small = word.lower().rpartition(" ")[2]
    return small in _known_things() and small not in listed("given")


@cache
def _known_things() -> frozenset[str]:
    lines = lines_of("no_names")
    known = frozenset(word for sort, *words in lines if sort in _SORTS for word in words)
    return known - _BEFORE_NUMBERS


def _is_said_of(text: str, one: Found) -> bool:
    """Whether a small word stands beside it, as the verb of a sentence does."""
    if text[one.end : one.end + 1] == " " and text[one.end + 1 : one.end + 2].islower():
        return True
    return text[one.start - 1 : one.start] == " " and text[one.start - 2 : one.start - 1].islower()
