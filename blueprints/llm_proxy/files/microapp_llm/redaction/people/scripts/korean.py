"""Finds Korean names: a family name of one syllable and a given name of two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.phrases import one_of, phrases

_FAMILY = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선"
    "설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부가복태목형계피두감음빈동온"
)
_SHORT_GIVEN = "빈준현민윤솔별산강진훈철찬건결율린봄참슬은영원선숙희혁호환욱용완"
_COMPOUND = one_of("scripts/korean", "compound families")
_TITLES = one_of("scripts/korean", "titles")
_BARE = (
    r"(?:[가-힣]{2,7}(?![가-힣])|[가-힣]{2,3}(?=님|씨)|[A-Z][a-z-]{2,14}(?: [A-Z][a-z-]{1,14})?)"
)
_ONE_THERE = rf"{_BARE}(?: ?(?:{_TITLES}))?"
_MARKS = r"[,.!?:;()<>\[\]/\s~\"'\u201c\u201d\u2018\u2019\u00b7\u3001-]|\Z"
_WORD = re.compile(
    rf"(?<![가-힣])(?P<name>(?:{_COMPOUND}|[{_FAMILY}])[가-힣]{{2}}"
    rf"|[{_FAMILY}] (?!이름|성함|성명|번호|주소|생일|전화)[가-힣]{{2}})"  # "my name"
    rf"(?P<after> ?(?:{_TITLES})|(?={one_of('scripts/korean', 'after')}|{_MARKS}))"
)
_LABELS = one_of("scripts/korean", "before")
_BEFORE = re.compile(rf"(?:{_LABELS})[ :]{{1,2}}\Z")
_AFTER_A_MARK = re.compile(r"[,:] {1,2}\Z")
_SHORT = re.compile(  # a given name of one syllable: only after a label, or before a number
    rf"(?:(?:{_LABELS})[ :]{{1,2}}(?P<led>[{_FAMILY}][가-힣])(?=[,.;\n]|\Z)"
    rf"|(?<![가-힣])(?P<owner>[{_FAMILY}][가-힣])(?=의 (?:{one_of('scripts/korean', 'owned')})))"
)
_IN_LATIN = re.compile(
    rf"(?:{_LABELS})[ :]{{1,2}}(?P<name>[A-Z][a-z-]{{1,14}} [A-Z][a-z-]{{1,14}})"
)
_FOREIGN = re.compile(  # "지원자 존 밀러 씨"
    rf"(?:{_LABELS}) (?P<name>[가-힣]{{1,5}} [가-힣]{{1,5}})(?= (?:씨|님)(?![가-힣]{{2}}))"
)
_OF_VIETNAM = re.compile(  # "응우옌 티 란 주임"
    r"(?<![가-힣])(?P<name>(?:응우옌|응웬|쩐|팜|호앙|응오|즈엉)(?: [가-힣]{1,2}){1,2}"
    r"|응(?:우옌|웬)[가-힣]{2,4})"
    rf"(?= ?(?:{_TITLES})|[은는이가을를의,.:;()\n/]|\Z)"
)
_JOINED_OF_VIETNAM = re.compile(  # "쩐티흐엉 님", with no blank
    r"(?<![가-힣])(?P<name>(?:쩐|팜|레|판|응오|즈엉|쯔엉|호앙|부이|도안|당|딘|호)[티반][가-힣]{1,3})"
    r"(?= ?(?:님|씨|양|군)(?![가-힣]{3}))"
)
_FROM_ABROAD = re.compile(
    rf"(?<![가-힣])(?P<name>{one_of('scripts/korean', 'given from abroad')})"
    rf"(?:이(?=[가는를랑와의도]))?"
    rf"(?= ?(?:{_TITLES}|씨|님)|(?:에게|한테|이랑|랑|가|이|은|는|와|과)(?![가-힣])|[,:]|\n|\Z)"
)
_RANKED = re.compile(  # "황보 팀장님", "이준 대리"
    rf"(?<![가-힣])(?P<name>(?:남궁|황보|제갈|독고|선우|사공)|(?P<short>[{_FAMILY}][{_SHORT_GIVEN}]))"
    rf"(?= (?:{one_of('scripts/korean', 'ranks')}))"
)
_MOST_AGAIN = 24  # names of a list that are looked for again
_NO_SHORT = frozenset(phrases("scripts/korean", "no short names"))
_ADDRESSED = re.compile(  # "바트바야르 씨"
    r"(?<![가-힣])(?P<name>[가-힣]{3,7})(?= 씨(?:[가는를의랑도와께]|에게|한테|이랑)?(?![가-힣]))"
)
_VERBAL = re.compile(rf" ?(?:{one_of('scripts/korean', 'nouns of verbs')})")
_IN_A_LIST = re.compile(  # a given name alone, behind another: "도하경, 하은"
    rf"(?P<before>[가-힣]{{2,4}}|[가-힣]{{2,4}} [{_FAMILY}]), (?P<name>[가-힣]{{2}})(?=,|\n|\Z)"
)
_OF_TWO = re.compile(  # a family name of two syllables tells by itself
    r"(?<![가-힣])(?P<name>(?:남궁|제갈|황보|독고)[가-힣]{1,2})(?= ?[/,|(:]|[\s.]|\Z)"
)
_SPOKEN_TO = re.compile(  # "빈아 미안한데"
    rf"\A(?P<name>[{_SHORT_GIVEN}])(?:아|야),? (?={one_of('scripts/korean', 'said to somebody')})"
)
_BEFORE_ID = re.compile(  # "구본석 / 900620-2117791"
    rf"(?<![가-힣])(?P<name>(?:{_COMPOUND}|[{_FAMILY}])[가-힣]{{1,2}})"
    r"(?=[ \t]?[/|,\t(\u00b7-]? ?[0-9]{6}-[1-8*][0-9*]{6})"
)
_ATTENDED = re.compile(  # "알리 하산 출석", "다니엘 김, 강하늘 사원"
    r"(?:[:,/] ?|^)(?:(?P<name>[가-힣]{2,5} [가-힣]{1,6})"
    rf"(?= (?:{one_of('scripts/korean', 'attended')})(?![가-힣]))"
    rf"|(?P<turned>[가-힣]{{2,4}} [{_FAMILY}])(?=, ?[가-힣]| (?:{_TITLES})[,\n]))",
    re.MULTILINE,
)
_LIST_OF_PERSONS = re.compile(rf"(?:{_LABELS}|참석|불참|참여)[ :]")
_THERE = re.compile(  # "참석 하정, 독고영, Kowalczyk 씨"
    rf"(?:{one_of('scripts/korean', 'attending')})[ :]{{1,2}}"
    rf"(?P<names>{_ONE_THERE}(?:(?:, ?|·|/ ?){_ONE_THERE}){{1,40}})(?=[.,;\n)]|\Z)"
)
_NAMES_THERE = re.compile(rf"(?<![가-힣A-Za-z])(?P<name>{_BARE})")
_SPEAKER = re.compile(r"^(?:(?:#|//|--) ?)?(?P<name>[가-힣]{2,4}) ?:(?=[^/])", re.MULTILINE)
_TWO = frozenset(phrases("scripts/korean", "compound families"))
_NO_ENDS = "자들팀부실과처국"  # of persons in the plural, and of departments
_ENDS_OF_WORDS = frozenset(phrases("scripts/korean", "ends of words"))
_PARTICLES = "은는이가을를의도와과"
_RANKS = ("장", "자", "원", "팀", "부", "실", "과")
_POLITE = ("님", "씨")
_OF_VERBS = "하한할해했된될되됨함"
_GOES_ON = re.compile(r" (?:[가-힣A-Za-z]|[0-9]{1,4} ?[가-힣])")
_NOBODYS = "korean_no_names"
_GIVEN = re.compile(
    r"(?<![가-힣])(?P<name>[가-힣]{2})(?:이(?=[가는를랑의도]))?"
    rf"(?=(?:{one_of('scripts/korean', 'after a given name')})(?![가-힣])"
    rf"| ?(?:{one_of('scripts/korean', 'kin')})"
    r"| ?(?:님|씨)(?:한테|에게|께서?|이랑|[가는를의랑도와은이을과])?(?![가-힣])"
    r"|에게서|한테서|이랑|[!~]|,? ?(?:안녕|고마))"
)


def in_korean(text: str) -> Iterator[Found]:
    """Every Korean name."""
    given = listed("korean_given")
    for match in _WORD.finditer(text):
        name = match["name"]
        if name in listed(_NOBODYS) or _is_subject(text, match) or _is_verbal(text, match):
            continue
        is_titled = bool(match["after"].strip()) and (
            name[-1] not in _NO_ENDS or name[-2:] in given
        )
        is_led = bool(_BEFORE.search(text, max(0, match.start() - 12), match.start()))
        if not is_led and _AFTER_A_MARK.search(text, max(0, match.start() - 3), match.start()):
            is_led = _may_be_given(name[-2:])
        if is_titled or is_led or name[-2:] in given:
            yield Found(*match.span("name"), "name")
    for match in _SHORT.finditer(text):
        group = "led" if match["led"] else "owner"
        if match[group] not in listed("korean_words"):
            yield Found(*match.span(group), "name")
    for match in _BEFORE_ID.finditer(text) if "-" in text else ():
        if match["name"] not in listed(_NOBODYS):
            yield Found(*match.span("name"), "name")
    for match in _ATTENDED.finditer(text) if _LIST_OF_PERSONS.search(text) else ():
        yield Found(*match.span("name" if match["name"] else "turned"), "name")
    for match in (*_IN_LATIN.finditer(text), *_FOREIGN.finditer(text)):
        yield Found(*match.span("name"), "name")
    for match in (
        *_OF_VIETNAM.finditer(text),
        *_OF_TWO.finditer(text),
        *_SPOKEN_TO.finditer(text),
    ):
        yield Found(*match.span("name"), "name")
    yield from _from_abroad(text)
    yield from _in_lists(text) if ", " in text else ()
    yield from _there(text)
    yield from _speakers(text)
    for match in _GIVEN.finditer(text):
        name = match["name"]
        is_titled = text.startswith(_POLITE, match.end("name"))
        is_word = name in listed("korean_words") and not is_titled
        if name in given and not is_word and name not in listed(_NOBODYS):
            yield Found(*match.span("name"), "name")


def _from_abroad(text: str) -> Iterator[Found]:
    """Names as Korean spells those of other countries, and short ones that a rank follows."""
    for match in (*_JOINED_OF_VIETNAM.finditer(text), *_FROM_ABROAD.finditer(text)):
        yield Found(*match.span("name"), "name")
    for match in _ADDRESSED.finditer(text) if " 씨" in text else ():
        if not _is_word(match["name"]) and not _is_rank(match["name"]):
            yield Found(*match.span("name"), "name")
    for match in _RANKED.finditer(text):
        if match["name"] not in _NO_SHORT and not _is_word(match["name"]):
            yield Found(*match.span("name"), "name")


def _in_lists(text: str) -> Iterator[Found]:
    """Given names alone in a list of persons, there and wherever they stand alone again."""
    names = {
        match["name"]
        for match in _IN_A_LIST.finditer(text)
        if match["name"] in listed("korean_given") and not _is_word(match["name"])
        if " " in match["before"] or _is_known(match["before"])
    }
    for name in sorted(names)[:_MOST_AGAIN]:
        for one in re.finditer(rf"(?<![가-힣]){name}(?![가-힣])", text):
            yield Found(*one.span(), "name")


def _is_verbal(text: str, match: re.Match[str]) -> bool:
    """Whether it is a verb made a noun, and no name that ends so: "부르기 전에"."""
    name = match["name"]
    if name[-1] != "기" or name[-2:] in listed("korean_given"):
        return False
    return _VERBAL.match(text, match.end("name")) is not None


def _there(text: str) -> Iterator[Found]:
    """Who was there or works then: a row of names, of which one is known."""
    for match in _THERE.finditer(text):
        names = [*_NAMES_THERE.finditer(text, *match.span("names"))]
        if any(_is_known(one["name"]) for one in names):
            for one in names:
                if not _is_word(one["name"]) and not _is_rank(one["name"]):
                    yield Found(*one.span("name"), "name")


def _speakers(text: str) -> Iterator[Found]:
    """Who speaks in a chat, and who wrote a comment."""
    for match in _SPEAKER.finditer(text) if ":" in text else ():
        if _is_known(match["name"]) and not _is_word(match["name"]):
            yield Found(*match.span("name"), "name")


def _is_known(name: str) -> bool:
    """Whether it is a usual given name, or a family name with one."""
    given = listed("korean_given")
    return name in given or (name[0] in _FAMILY and name[1:] in given) or name[:2] in _TWO


def _is_rank(name: str) -> bool:
    """Whether it is a department with who heads it: "인사팀장"."""
    return name.endswith(_RANKS) and not _is_known(name)


def _is_word(name: str) -> bool:
    return name in listed("korean_words") or name in listed(_NOBODYS)


def _is_subject(text: str, match: re.Match[str]) -> bool:
    """Whether it is a word with a particle, and the next word of its sentence: "노선이 바뀌어"."""
    name, end = match["name"], match.end("name")
    if name[:2] in listed("korean_words") and name[2] in _OF_VERBS:
        return True  # "사용하는"
    if name[:2] not in listed("korean_words") or name[2] not in _PARTICLES:
        return False
    return not match["after"].strip() and _GOES_ON.match(text, end) is not None


def _may_be_given(syllables: str) -> bool:
    """Whether two syllables are usual in given names, and do not end as words do."""
    return _usual().issuperset(syllables) and syllables[-1] not in _ENDS_OF_WORDS


@cache
def _usual() -> frozenset[str]:
    return frozenset("".join(listed("korean_given")))
