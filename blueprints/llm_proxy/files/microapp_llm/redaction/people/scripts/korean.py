"""Finds Korean names: a family name of one syllable and a given name of two."""

# ruff: noqa: E501 - lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed

_FAMILY = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부가복태목형계피두감음빈동온"
_COMPOUND = "남궁|황보|제갈|선우|독고|사공|서문"
_TITLES = "님|씨|군|양|과장|대리|부장|사장|차장|팀장|대표|교수|선생|박사|이사|의원|기자|원장|실장|본부장|회장|간호사|변호사|주임|사원|매니저|환자|고객"
_ENDS = r"은|는|이|가|을|를|의|에게|한테|께|와|과|랑|도|만|입니다|이고|이라고|라고|이에요|예요|드림|올림|배상|[,.!?:;()<>\[\]/\s~-]|\Z"
_WORD = re.compile(
    rf"(?<![가-힣])(?P<name>(?:(?:{_COMPOUND})|[{_FAMILY}])[가-힣]{{2}}|[{_FAMILY}] [가-힣]{{2}})(?P<after> ?(?:{_TITLES})|(?={_ENDS}))"
)
_BEFORE = re.compile(
    r"(?:이름[은이]?|성함[은이]?|성명|저는|나는|담당자[는]?|고객|환자명?|참석자|작성자|신청자|수신|발신|보낸 ?사람|받는 ?사람|예금주|동료|친구|직원|학생|피고|원고|드림)[ :]{1,2}\Z"
)
_AFTER_A_MARK = re.compile(r"[,:] {1,2}\Z")
_ENDS_OF_WORDS = frozenset(
    "자금세료비권법업장실부국청과소점학회관품량액증날식들게면고지다요론력물체"
)

_PARTICLES = "은는이가을를의도와과"
_NOBODYS = "korean_no_names"
_GIVEN = re.compile(
    r"(?<![가-힣])(?P<name>[가-힣]{2})(?:이(?=[가는를랑의도]))?"
    r"(?=(?:은|는|이|가|을|를|와|과|랑|에게|한테|께|의|도|님|씨|야|아)(?![가-힣])| ?(?:님|씨)(?![가-힣])|에게서|한테서|이랑|[!~]|,? ?(?:안녕|고마))"
)


def in_korean(text: str) -> Iterator[Found]:
    """Every Korean name."""
    given = listed("korean_given")
    for match in _WORD.finditer(text):
        name = match["name"]
        if name in listed(_NOBODYS) or (
            name[:2] in listed("korean_words") and name[2] in _PARTICLES
        ):
            continue
        is_titled = bool(match["after"].strip()) and (name[-1] not in "자들" or name[-2:] in given)
        is_led = bool(_BEFORE.search(text, max(0, match.start() - 12), match.start()))
        if not is_led and _AFTER_A_MARK.search(text, max(0, match.start() - 3), match.start()):
            is_led = _may_be_given(name[-2:])
        if is_titled or is_led or name[-2:] in given:
            yield Found(*match.span("name"), "name")
    for match in _GIVEN.finditer(text):
        name = match["name"]
        if name in given and name not in listed("korean_words") and name not in listed(_NOBODYS):
            yield Found(*match.span("name"), "name")


def _may_be_given(syllables: str) -> bool:
    """Whether two syllables are usual in given names, and do not end as words do."""
    return _usual().issuperset(syllables) and syllables[-1] not in _ENDS_OF_WORDS


@cache
def _usual() -> frozenset[str]:
    return frozenset("".join(listed("korean_given")))
