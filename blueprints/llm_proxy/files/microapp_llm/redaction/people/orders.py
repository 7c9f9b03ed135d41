"""Finds names by their order: family names first, with a slash, lists that begin with a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import is_surely_before
from microapp_llm.redaction.people.beside import has_mail, is_beside_facts
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_common,
    is_family,
    is_given,
    is_no_name,
    is_only_given,
    is_word,
    listed,
)
from microapp_llm.redaction.people.shapes import (
    CAPITAL_PARTICLES,
    CAPITALS,
    PART,
    PARTICLES,
    PARTICLES_BEFORE,
    WORD,
    has_looks,
)
from microapp_llm.redaction.people.things import (
    is_named_as_a_thing,
    is_of_a_thing,
    names_a_place,
)
from microapp_llm.redaction.phrases import one_of

_GIVEN_AFTER = re.compile(rf"(?P<given>{WORD})(?: (?:[{CAPITALS}]\.|(?P<more>{WORD})))?(?!\w)")
_FAMILY_BEFORE = re.compile(rf"(?<![\w@./\\#$'-])(?P<family>{WORD}(?: {WORD})?)\Z")
_INITIAL_BEFORE = re.compile(rf"(?<!\w)[{CAPITALS}]\. \Z")
_CAPITAL_BEFORE = re.compile(r"(?<!\w)(?:Van|Von|Op) \Z")
_LONGEST = 64
_ARTICLES = frozenset(("den", "der", "la", "le", "el", "las", "los"))
_NUMBER = re.compile(r" ?[,;|\t] ?[+(]?[0-9]{2}")
_SLASHED = re.compile(r"(?<![\w/.])(?P<family>[A-Z'-]{2,30})/(?P<given>[A-Z]{2,30})(?![\w/])")
_AND = rf"(?:,|,? (?:{one_of('names_around/joints', 'and', 'sign')})) "
_NEXT = re.compile(
    rf"{_AND}(?P<name>{WORD}\.?(?: (?:(?:{PARTICLES}) ){{0,3}}{WORD}){{0,2}})(?![\w@'-])"
)


def listed_with(text: str, found: list[Found]) -> Iterator[Found]:
    """Names in a list that begins with a name: "Anna Quaxworth, Zorblina Hasenkamp and Grace"."""
    ends = {one.end for one in found}
    for one in found:
        is_whole = " " in text[one.start : one.end]
        after = _NEXT.match(text, one.end)
        while after:
            words = [word for word in PART.findall(after["name"]) if word[0].isupper()]
            if any(map(is_no_name, words)) or not has_looks(words) or words[0] == "St":
                break
            if all(len(word) == 1 for word in words):
                break  # the first letters of a word: "R. Č. 7856274591"
            if not (is_given(words[0]) or (is_whole and len(words) > 1)):
                break
            end = after.end("name")
            if end in ends or is_of_a_thing(text, after.start("name"), end):
                break
            yield Found(after.start("name"), end, "name")
            after = _NEXT.match(text, end)


def turned(text: str) -> Iterator[Found]:
    """Family names before given ones: "Quaxworth, Anna"."""
    at = text.find(", ")
    while at >= 0:
        given = _GIVEN_AFTER.match(text, at + 2) if text[at + 2 : at + 3].isupper() else None
        if (
            given
            and is_given(given["given"])
            and given["given"].lower() not in listed("no_names")
            and not (given["more"] and is_family(given["more"]))
            and not (given["more"] and is_named_as_a_thing(given[0]))  # "Harrow, Stanley Road"
            and not _is_of_two_things(text, at, given["given"])
        ):
            start = _family_begins(text, at, given)
            if start is not None and not _is_of_places(text, start, given["given"]):
                yield Found(start, given.end(), "name")
        at = text.find(", ", at + 1)


def _is_of_places(text: str, start: int, given: str) -> bool:
    """Whether a word such as San or Santa says that places are listed."""
    before = text[max(0, start - _LONGEST) : start].split()[-1:]
    return names_a_place(given) or any(map(names_a_place, before))


def _is_of_two_things(text: str, at: int, given: str) -> bool:
    """Whether both words are places or things as well, or a company's second one stands first."""
    match = _FAMILY_BEFORE.search(text, max(0, at - _LONGEST), at)
    if not match:
        return False
    if text.endswith("& ", 0, match.start()):
        return True
    return {given, match["family"].split()[-1]} <= listed("given_things")


def _family_begins(text: str, at: int, given: re.Match[str]) -> int | None:
    """Where the family name before this comma begins, if one stands there."""
    match = _FAMILY_BEFORE.search(text, max(0, at - _LONGEST), at)
    if not match:
        return None
    words = match["family"].split()
    start = match.start()
    if len(words) > 1 and words[0].lower() in CAPITAL_PARTICLES:
        pass  # "Ten Cate, Willemijn"
    elif len(words) > 1 and is_no_name(words[0]):
        start = at - len(words[-1])
    elif len(words) > 1 and is_given(words[0]):
        return None  # a list of whole names, each with its given name first
    is_a_row = (
        text[start - 1 : start] in ("", "\n") and _NUMBER.match(text, given.end()) is not None
    )
    if is_no_name(words[-1]) and not (is_a_row and is_family(words[-1])):
        return None
    if _INITIAL_BEFORE.search(text, max(0, start - 4), start):
        return None  # "A. Quaxworth, Anna Berg"
    before = PARTICLES_BEFORE.search(text, max(0, start - 24), start)
    if before:
        is_thing = _goes_on_as_a_thing(text, given) and _may_be_things(before, words[-1])
        return _particle_begins(text, before, is_thing=is_thing)
    is_within = text[max(0, start - 2) : start].strip() not in ("", ".")
    is_a_line = text[start - 1 : start] in ("", "\n") and text[given.end() : given.end() + 1] in (
        *("", "\n", ";"),
    )
    if text[given.end() : given.end() + 3] in (" - ", " \u2013 ", " | ", ": "):
        is_a_line = is_a_line or text[start - 1 : start] in ("", "\n")
    is_known = is_family(words[-1]) or ends_like_family(words[-1])
    is_known = is_known or is_surely_before(text, start)
    is_known = is_known or is_beside_facts(text, start, given.end()) or has_mail(text, given.end())
    return start if is_known or is_a_line or (is_within and is_only_given(given["given"])) else None


def _goes_on_as_a_thing(text: str, given: re.Match[str]) -> bool:
    """Whether a given name that is a word too stands before more: "Tor 3", "Belo Horizonte"."""
    if not is_word(given["given"]):
        return False
    is_more = given["more"] is not None and not is_family(given["more"])
    return is_more or text[given.end() : given.end() + 2].strip().isdigit()


def _may_be_things(particle: re.Match[str], family: str) -> bool:
    """Whether what stands behind a particle may be a thing: "den Hof", "de Logística"."""
    return particle[0].strip() in _ARTICLES or is_common(family)


def _particle_begins(text: str, particle: re.Match[str], *, is_thing: bool) -> int | None:
    """Where a family name begins that has this particle; none where it is a mere article."""
    start = particle.start()
    led = _CAPITAL_BEFORE.search(text, max(0, start - 4), start)
    if led:
        return led.start()  # "Van den Berg, Jan"
    before = text[max(0, start - _LONGEST) : start].rsplit(None, 1)[-1:]
    return None if is_thing and "".join(before).islower() else start  # "über den Hof, Tor 3"


def slashed(text: str) -> Iterator[Found]:
    """As airlines write: "QUAXWORTH/ANNA"."""
    for match in _SLASHED.finditer(text):
        if is_given(match["given"].title()) and not is_no_name(match["family"]):
            yield Found(*match.span(), "name")
