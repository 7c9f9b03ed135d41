"""Finds Japanese names: by family names, by what is said to persons, and by fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import lines_of, listed
from microapp_llm.redaction.phrases import one_of, phrases

_HAN = "\u4e00-\u9fff々"
_RUN = re.compile(f"[{_HAN}]+")
_KANA = re.compile("[ぁ-んァ-ヺ]")
_OF_CHINESE = re.compile(
    "[时现发业产动进过关东车长门间问题员报单们們这這吗嗎么麼你您给給让讓说說请没沒对對还為个個]"
)
_TITLES = one_of("scripts/japanese", "titles")
_MARKS = r"[、。,.!?:;→()<>\[\]/\s「」・～~\"'|（）【】『』：；，！？｜-]|\Z"  # noqa: RUF001
_AFTER_FAMILY = re.compile(
    rf" ?(?P<given>[{_HAN}]{{1,3}}?|[ぁ-ん]{{2,4}}?|[ァ-ヶー]{{2,5}}?)"
    rf"(?={_TITLES}|{one_of('scripts/japanese', 'after')}|{_MARKS})"
)
_TITLED = re.compile(rf" ?(?:{_TITLES})")
_DOES = re.compile(one_of("scripts/japanese", "does"))
_PLACES = frozenset(
    "市区町村県府都道駅川山島港線通店社寺院園校館部課局橋城郡州国語式製銀電工商鉄場"
    "牛錦研路街站场线湖湾岛桥楼塔庙镇乡县省号馆厂"
)
_SHORT_FAMILIES = "森林原東関堀辻南北西中谷畑泉星岡菅沖堤岸桂浜柳梶湊窪梅桜榊楠橘轟"
_NAMED = re.compile(
    rf"(?:{one_of('scripts/japanese', 'labels')})(?:の名前)?[\"'」]?(?:は|:|、| ){{1,2}} ?[\"'「]?"
    rf"(?P<name>[{_HAN}]{{1,4}} [{_HAN}ぁ-んァ-ヶー]{{1,4}}|[{_HAN}]{{2,5}}"
    rf"|[{_SHORT_FAMILIES}]|[ァ-ヶー]{{2,8}}[・ ][ァ-ヶー]{{2,8}})"
    rf"(?={one_of('scripts/japanese', 'after a label')}|[、。,.\s()<\"'」]|\Z)"
)
_OFFICES = re.compile(rf"[{_HAN}]?(?:{one_of('scripts/japanese', 'of firms and places')})")
_BEHIND_PLACES = frozenset("発着行産便線間")  # what makes a family name a place: "横浜発"
_NO_GIVEN = (
    " 支社",
    " 支店",
    " 本社",
    " 本店",
    " 工場",
    " 全員",
    " 代表",
    " 一同",
    " 各位",
    " 担当",
)
_KATAKANA = frozenset(chr(code) for code in range(ord("ァ"), ord("ヺ")))
_GOODS = frozenset(
    (
        "パン",
        "ハム",
        "ビル",
        "ガス",
        "ホテル",
        "カメラ",
        "デンキ",
        "フーズ",
        "ストア",
        "マート",
        "製パン",
    )
)
_LETTERS = {sort: letters for sort, *letters in lines_of("chinese")}
_CHINESE, _CHINESE_GIVEN = "".join(_LETTERS["family"]), frozenset("".join(_LETTERS["letters"]))
_NOBODYS = "japanese_no_names"
_WORDS = "japanese_words"
_NO_FAMILIES = frozenset(phrases("scripts/japanese", "no families"))
_SHORT = re.compile(
    rf"(?<![{_HAN}ァ-ヶー])(?P<family>[{_SHORT_FAMILIES}])"
    rf"(?:(?= ?(?:{_TITLES}))"
    rf"| ?(?P<given>[{_HAN}]{{1,3}}?|[ァ-ヶー]{{2,5}})(?=(?:{_TITLES})|[^{_HAN}ァ-ヶー]|\Z))"
)
_SAID = re.compile(  # "…と申します", and "…です" where a sentence begins
    rf"(?<![{_HAN}ぁ-んァ-ヶー])"
    rf"(?P<name>[{_HAN}]{{1,5}}|[{_HAN}]{{1,3}} ?[ぁ-んァ-ヶー]{{1,5}})(?= ?と申)"
    rf"|(?:^|(?<=[、。,.「\nは]))(?P<short>[{_HAN}]{{1,4}})(?=です[。.、,\n]|です\Z)"
)
_IN_LATIN = re.compile(
    rf"(?<![A-Za-z@/-])(?P<name>[A-Z][a-z]{{1,14}} [A-Z][a-z]{{1,14}})"
    rf"(?= ?(?:{_TITLES}|{one_of('scripts/japanese', 'introduced')}))"
)
_INTRODUCED = re.compile(
    rf"(?P<name>(?:(?<=の)|(?<![{_HAN}]))[{_HAN}]{{1,3}} [{_HAN}ぁ-んァ-ヶー]{{1,4}})"
    rf"(?= ?(?:{one_of('scripts/japanese', 'introduced')}))"
)
_KOREAN = (
    "朴金李崔鄭姜趙尹張林韓申徐権黄安宋柳洪呉孫白許南沈盧河郭成車朱禹具任田羅辛閔陳池厳元方孔玄咸廉"
)
_BEHIND = r"(?:が|は|に|の|と|を|も|へ|より|から|です|で(?=す|し))"
_WHOLE = rf"[{_HAN}]{{1,6}}(?:[ \u3000][{_HAN}]{{1,4}})?"
_OF_TWO_PARTS = r"[ァ-ヶー]{2,10}(?:[・ ][ァ-ヶー]{1,10}){1,3}"
_BESIDE = rf"(?:{_OF_TWO_PARTS}|{_WHOLE})(?:[(\uff08][^()\uff08\uff09\n]{{1,8}}[)\uff09])?"
_ATTENDING = re.compile(  # who was there: family names alone
    rf"(?:{one_of('scripts/japanese', 'attending')})(?:は|[:\uff1a] ?)"
    rf"(?P<names>{_BESIDE}(?:[、,・/] ?{_BESIDE})*)(?![{_HAN}ぁ-んァ-ヶー])"
)
_PARTS = re.compile(rf"[{_HAN}]+|{_OF_TWO_PARTS}")
_ON_DUTY = re.compile(  # "12/29 村田 8-12時"
    rf"^[ \t・]*[0-9]{{1,2}}[/月] ?[0-9]{{1,2}}日?(?:[(\uff08][月火水木金土日][)\uff09])? ?"
    rf"(?P<name>[{_HAN}]{{1,4}}|{_OF_TWO_PARTS})(?= [0-9]|$)",
    re.MULTILINE,
)
_IN_A_ROW = re.compile(  # "早乙女 千尋\t8140..."
    rf"^(?P<name>(?P<one>[{_HAN}]{{1,4}})[ \u3000](?P<two>[{_HAN}]{{1,4}}))"
    r"(?=[\t|,、]{1,2} ?[0-9])",
    re.MULTILINE,
)
_OF_A_ROLE = re.compile(  # "担当の大塚から", "野口より"
    rf"(?:(?:{one_of('scripts/japanese', 'roles')})の"
    rf"|(?<=[。.!?\n])(?=[{_HAN}]{{2,3}}より[ \t]*(?:\n|\Z)))"
    rf"(?P<name>[{_HAN}]{{1,3}}|{_OF_TWO_PARTS})"
    r"(?=から|より|が|に|と|へ|は|を|も|、|まで|宛|です|\()"
)
_ANY = rf"{_OF_TWO_PARTS}|[{_HAN}]{{1,4}}(?: [{_HAN}]{{1,3}})?"
_ON_SHIFT = re.compile(  # "第1週 大久保、第2週 田端", "作成 丹羽、承認 蛭田"
    rf"(?<![{_HAN}])(?:(?:{one_of('scripts/japanese', 'shifts')})[ :]{{1,2}}){{1,2}}"
    rf"(?P<name>{_ANY})(?=[、。,.(\s」]|\Z)"
)
_DOING = re.compile(  # "受付は平野、", "旧姓は浅野。"
    rf"(?:{one_of('scripts/japanese', 'labels of families')})(?:は|が|:) ?"
    rf"(?P<name>{_ANY})(?=[、。,.()\s」]|です|でし|さん|様|が|に|と|\Z)"
)
_OF_A_FIRM = re.compile(  # "株式会社みなとの石川です"
    rf"(?:{one_of('scripts/japanese', 'works at')})の(?P<name>[{_HAN}]{{2,3}})"
    r"(?=です|でござい|と申)"
)
_GIVEN_DOES = re.compile(  # "美咲に「", "恵が熱を"
    rf"(?<![{_HAN}々ァ-ヶー])(?P<name>[{_HAN}]{{1,3}}|(?<![ぁ-ん])[ぁ-ん]{{3,4}})"
    rf"(?={one_of('scripts/japanese', 'given does')})"
)
_PREFECTURES = frozenset(phrases("scripts/japanese", "prefectures"))
_OF_CHILDREN = ("が熱を", "が風邪", "のお迎え", "の宿題", "の担任", "の誕生日")
_SPEAKER = re.compile(  # "渡辺:通関の担当は誰?", "# 三浦:このファイル"
    rf"^(?P<sign>(?:#|//|--|\*|>)? ?)(?P<name>{_ANY}) ?:(?=[^\s/]| [^\s0-9])",
    re.MULTILINE,
)
_QUOTED = re.compile(  # "…届かない。上田」"
    rf"[。.!?] ?\(?(?P<name>[{_HAN}]{{1,4}})\)?(?=[」』\"])"
)
_OF_CHINA = re.compile(  # "李 美蘭", in Japanese
    rf"(?<![{_HAN}ァ-ヶー])(?P<name>[{_CHINESE}] (?P<given>[{_HAN}]{{1,2}}))"
    rf"(?=[、。,.()\s」0-9]|{_TITLES}|\Z)"
)
_OF_KOREA = re.compile(  # "朴 智恵が", "金 美里に"
    rf"(?<![{_HAN}ァ-ヶー])(?P<name>[{_KOREAN}][ \u3000](?P<given>[{_HAN}]{{2,3}}))"
    rf"(?={_TITLES}|{_BEHIND}|{_MARKS})"
)
_MIXED = re.compile(  # "マルティネス 恵理先生"
    rf"(?<![{_HAN}ァ-ヶー・])(?P<name>[ァ-ヶー]{{2,10}}[・ \u3000](?P<given>[{_HAN}]{{1,3}}))"
    rf"(?={_TITLES}|(?<=[{_HAN}]{{2}})(?:{_BEHIND}|[、。]|\Z))"
)
_OF_A_CLASS = re.compile(  # "2 組の陽菜が"
    rf"(?:{one_of('scripts/japanese', 'classes')})の(?P<name>[{_HAN}]{{2,3}}|[ぁ-ん]{{2,3}})"
    rf"(?={_BEHIND}|[、。]|\Z)"
)
_WITH_GIVEN = re.compile(rf"(?P<family>[{_HAN}]{{1,4}})[ \u3000][{_HAN}ぁ-んァ-ヶー]{{1,4}}")
_TWICE, _MOST_SPEAKERS = 2, 40
_MOST_AGAIN = 24  # names whose families are looked for again
_SIGNED = re.compile(
    rf"(?:ます|です|ません|した|ください|願い致?し?)[。.!]?\n+(?P<name>[{_HAN}]{{1,4}})\s*\Z"
)
_FOREIGN = re.compile(  # "マリア・ロッシさん"
    r"(?<![ァ-ヶー])(?P<name>[ァ-ヶー]{2,10}(?:[・ ][ァ-ヶー]{2,10}){1,3})"
    rf"(?= ?(?:{_TITLES}))"
)
_GIVEN_NAME = re.compile(
    rf"(?<![{_HAN}])(?P<name>[{_HAN}ぁ-んァ-ヶー]{{1,4}})(?:さん|(?P<dear>ちゃん)|くん|様)"
)
_NICKNAME = re.compile("[ぁ-んァ-ヶー]{1,2}")  # goes with what it is called: "けんちゃん"


def in_japanese(text: str) -> Iterator[Found]:
    """Every Japanese name."""
    if _OF_CHINESE.search(text) and not _KANA.search(text):
        return
    found = [*_in_japanese(text)]
    yield from found
    if found and _KANA.search(text):
        yield from _again(text, found)


def _in_japanese(text: str) -> Iterator[Found]:
    for run in _RUN.finditer(text):
        yield from _by_family(text, run)
    for match in _NAMED.finditer(text):
        is_place = match["name"][-1] in _PLACES and not _is_family(match["name"])
        is_apart = text[match.start("name") - 1] in "、 "
        is_place = (is_place and is_apart) or match["name"].endswith(_NO_GIVEN)
        if match["name"] not in listed(_NOBODYS) and not is_place:
            yield Found(*match.span("name"), "name")
    for match in (*_INTRODUCED.finditer(text), *_FOREIGN.finditer(text)):
        yield Found(*match.span("name"), "name")
    for match in _ATTENDING.finditer(text):
        yield from _attending(text, *match.span("names"))
    yield from _of_two_peoples(text)
    for match in _IN_A_ROW.finditer(text):
        if _is_family(match["one"]) or match["two"] in listed("japanese_given"):
            yield Found(*match.span("name"), "name")
    for match in (*_ON_DUTY.finditer(text), *_OF_A_ROLE.finditer(text)):
        if _is_family(match["name"]) or "・" in match["name"]:
            yield Found(*match.span("name"), "name")
    signed = _SIGNED.search(text)
    if signed and _is_family(signed["name"]):
        yield Found(*signed.span("name"), "name")
    yield from _said(text)
    yield from _in_turn(text)
    for match in _IN_LATIN.finditer(text):
        yield Found(*match.span("name"), "name")
    if "ちゃん" in text or "さん" in text or "くん" in text or "様" in text:
        given = listed("japanese_given")
        for match in _GIVEN_NAME.finditer(text):
            if match["name"] in given or (
                match[0].endswith(("ちゃん", "くん")) and not _ends_as_nobody(match["name"])
            ):
                is_whole = match["dear"] and _NICKNAME.fullmatch(match["name"])
                yield Found(*match.span(0 if is_whole else "name"), "name")


def _ends_as_nobody(name: str) -> bool:
    """Whether it is, or ends with, what nobody is called by name: "とおばあ"."""
    return any(name[at:] in listed(_NOBODYS) for at in range(len(name)))


def _attending(text: str, start: int, end: int) -> Iterator[Found]:
    """Who was there: family names, with given ones behind a blank."""
    for name in _WITH_GIVEN.finditer(text, start, end):
        if _is_family(name["family"]) or name["family"] in _KOREAN:
            yield Found(*name.span(), "name")
    for name in _PARTS.finditer(text, start, end):
        if _is_family(name[0]) or name[0][0] in _KATAKANA:
            yield Found(*name.span(), "name")


def _of_two_peoples(text: str) -> Iterator[Found]:
    """Names of families from abroad with given ones, and children of a class."""
    given = listed("japanese_given")
    for match in _OF_KOREA.finditer(text) if " " in text or "\u3000" in text else ():
        name = match["given"]
        is_likely = len(name) == 2 and _CHINESE_GIVEN.issuperset(name) and name[1] not in "円元"
        if name in given or is_likely:
            yield Found(*match.span("name"), "name")
    for match in _MIXED.finditer(text):
        if match["given"] in given and match["given"] not in listed(_WORDS):
            yield Found(*match.span("name"), "name")
    for match in _OF_A_CLASS.finditer(text):
        if match["name"] in given and match["name"] not in listed(_WORDS):
            yield Found(*match.span("name"), "name")


def _again(text: str, found: list[Found]) -> Iterator[Found]:
    """Family names alone, of those who were named with a given one: "・三宅より"."""
    whole = [_WITH_GIVEN.fullmatch(text, one.start, one.end) for one in found[:_MOST_AGAIN]]
    for family in {match["family"] for match in whole if match}:
        for match in re.finditer(
            rf"(?<![{_HAN}ァ-ヶー]){family}(?={_BEHIND}|{_TITLES}|[、。:])", text
        ):
            yield Found(*match.span(), "name")


def _in_turn(text: str) -> Iterator[Found]:
    """Who works when, who speaks in a chat, who signs in a quote, and who came from China."""
    found = [*_ON_SHIFT.finditer(text), *_DOING.finditer(text)]
    speakers = [*_SPEAKER.finditer(text)] if ":" in text else []
    spoken = [match["name"] for match in speakers]
    is_chat = max(map(spoken.count, set(spoken[:_MOST_SPEAKERS])), default=0) >= _TWICE
    if not _PREFECTURES.issuperset(spoken):
        found += [one for one in speakers if is_chat or one["sign"].strip()]
    for match in found:
        if _is_whole(match["name"]):
            yield Found(*match.span("name"), "name")
    for match in _OF_A_FIRM.finditer(text) if "です" in text or "と申" in text else ():
        if _is_family(match["name"]):
            yield Found(*match.span("name"), "name")
    for match in _GIVEN_DOES.finditer(text):
        name = match["name"]
        is_short = len(name) == 1 and not text.startswith(_OF_CHILDREN, match.end())
        if name in listed("japanese_given") and name not in listed(_WORDS) and not is_short:
            yield Found(*match.span("name"), "name")
    for match in _QUOTED.finditer(text) if "」" in text or "』" in text or '"' in text else ():
        if _is_family(match["name"]) and match["name"] not in listed(_WORDS):
            yield Found(*match.span("name"), "name")
    for match in _OF_CHINA.finditer(text) if _KANA.search(text) else ():
        is_given = _CHINESE_GIVEN.issuperset(match["given"]) and match["given"][-1] != "円"
        if is_given and not _OFFICES.match(match["given"]):
            yield Found(*match.span("name"), "name")


def _is_whole(name: str) -> bool:
    """Whether it is a family name, or one with a given name, or one in kana."""
    if "・" in name:
        return name not in listed(_NOBODYS)
    family = name.split(" ")[0]
    if family in listed(_NOBODYS) or family in listed(_WORDS) or family in _NO_FAMILIES:
        return False
    is_chinese = family in _CHINESE and family != name
    return is_chinese or _is_family(family) or _is_joined(name)


def _is_joined(name: str) -> bool:
    """Whether a given name follows a family name without a space."""
    family, given = listed("japanese_family"), listed("japanese_given")
    return any(name[:at] in family and name[at:] in given for at in range(1, len(name)))


def _is_family(word: str) -> bool:
    return word in listed("japanese_family") or word in _SHORT_FAMILIES


def _said(text: str) -> Iterator[Found]:
    """Names that somebody says, and family names of one letter, which are words too."""
    for match in _SAID.finditer(text):
        name = match["name"] or match["short"]
        if match["short"] and not _is_family(name):
            continue
        if match["short"] and name in listed(_WORDS):
            continue
        if name not in listed(_NOBODYS):
            yield Found(*match.span("name" if match["name"] else "short"), "name")
    for match in _SHORT.finditer(text):
        if match["given"] and match[0] in listed(_WORDS):
            continue
        if not match["given"] or match["given"] in listed("japanese_given"):
            yield Found(*match.span(), "name")


def _by_family(text: str, run: re.Match[str]) -> Iterator[Found]:
    family, given = listed("japanese_family"), listed("japanese_given")
    at, end = run.span()
    while at < end:
        length = next((size for size in (4, 3, 2) if text[at : at + size] in family), 0)
        if not length and at == run.start() and text[at] in family:
            length = _of_one_letter(text, at, given)
        if not length or text[at : at + length] in _NO_FAMILIES:
            at += 1
            continue
        after = at + length
        if _TITLED.match(text, after) or _DOES.match(text, after):
            yield Found(at, after, "name")
            at = after
            continue
        if _OFFICES.match(text, after):
            at = after
            continue
        match = _AFTER_FAMILY.match(text, after)
        is_word = text[at:after] in listed(_WORDS)
        if match and (match["given"] in given if is_word else _is_given(match["given"], given)):
            if text[at : match.end()] not in listed(_NOBODYS):
                yield Found(at, match.end(), "name")
            at = match.end()
        else:
            at += 1


def _of_one_letter(text: str, at: int, given: frozenset[str]) -> int:
    """1 where a family name of one letter stands before a listed name, or before a title."""
    if _TITLED.match(text, at + 1):
        return 1
    match = _AFTER_FAMILY.match(text, at + 1)
    return int(match is not None and len(match["given"]) > 1 and match["given"] in given)


def _is_given(word: str, given: frozenset[str]) -> bool:
    if word in given:
        return True
    if word in _GOODS or word in _BEHIND_PLACES:
        return False
    if word[0] < "\u4e00":  # in kana: a particle or an ending more often than a name
        return word[0] >= "ァ" or (len(word) > 2 and word[-1] in "かきこみりえなほとし")
    return word[-1] not in _PLACES and word[0] not in _PLACES
