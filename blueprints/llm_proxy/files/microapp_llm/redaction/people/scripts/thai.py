"""Finds Thai names: a title or a label, a given name and a family name, or lists alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.phrases import one_of, phrases

_THAI = "\u0e01-\u0e4e"
_NAME = rf"(?P<given>[{_THAI}]{{2,16}})(?: (?P<family>(?:ณ )?[{_THAI}]{{2,20}}))?(?![{_THAI}])"
_TITLE = one_of("scripts/thai", "titles")
_TITLED = re.compile(rf"(?P<title>{_TITLE}|Khun) ?{_NAME}")
_LABELLED = re.compile(
    rf"(?:{one_of('scripts/thai', 'labels')}) ?[:\uff1a] ?(?:{_TITLE})? ?{_NAME}"
)
_INTRODUCED = re.compile(rf"(?:{one_of('scripts/thai', 'introductions')}) ?{_NAME}")
_PAIR = re.compile(rf"(?<![{_THAI}]){_NAME}")
_GLUED = re.compile(  # sentences have no spaces: "พี่สมชายฝากบอกนพดลว่า"
    rf"(?:(?P<title>{_TITLE})|{one_of('scripts/thai', 'telling')})(?=(?P<run>[{_THAI}]{{4,16}}))"
)
_IN_A_ROW = re.compile(  # "เดชา พันดี | 4-2027-32886-62-0"
    rf"^(?P<name>[{_THAI}]{{2,16}} [{_THAI}]{{2,20}})(?= ?[|,\t] ?[0-9]-?[0-9]{{4}}-?[0-9]{{5}})",
    re.MULTILINE,
)
_KHUN = "คุณ"
_COMPOUNDS = ("สมบัติ", "วุฒิ", "ภาพ", "ธรรม", "ประโยชน์")  # "qualification", with "khun" before it
_SHORTEST = 4
_NO_NAME = tuple(phrases("scripts/thai", "no names begin with"))
_ENDS = tuple(phrases("scripts/thai", "family"))


def in_thai(text: str) -> Iterator[Found]:
    """Every Thai name."""
    for pattern in (_TITLED, _LABELLED, _INTRODUCED, _PAIR):
        for match in pattern.finditer(text):
            found = _name(match, is_led=pattern is not _PAIR)
            if found:
                yield found
    for match in _IN_A_ROW.finditer(text):
        yield Found(*match.span("name"), "name")
    for match in _GLUED.finditer(text):
        run, start = match["run"], match.start("run")
        if match["title"] == _KHUN and run.startswith(_COMPOUNDS):
            continue
        for size in range(len(run), _SHORTEST - 1, -1):
            if run[:size] in listed("other_given"):
                if match["title"] or run[:size] not in listed("thai_words"):
                    yield Found(start, start + size, "name")
                break


def _name(match: re.Match[str], *, is_led: bool) -> Found | None:
    given, family = match["given"], match["family"]
    if match.groupdict().get("title") == _KHUN and given.startswith(_COMPOUNDS):
        return None
    is_listed = given in listed("other_given")
    start, end = match.span("given")
    if family and not family.startswith(_NO_NAME):
        is_family = family in listed("other_family") or family.startswith(_ENDS)
        is_sure = is_listed or is_family if is_led else is_listed and len(given) > 2
        if is_sure or (is_led and not given.startswith(_NO_NAME)):
            return Found(start, match.end("family"), "name")
    return Found(start, end, "name") if is_led and is_listed else None
