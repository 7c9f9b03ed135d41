"""Finds Chinese names: a family name of one letter, and a word beside it or a usual given name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import lines_of, listed
from microapp_llm.redaction.phrases import longest_first, one_of, phrases

_HAN = "\u4e00-\u9fff々"
_KANA = re.compile("[ぁ-んァ-ヺ]")
_OF_CHILDREN = re.compile(
    rf"(?:^|(?<=[,.。、;!?\n是]))(?P<name>[{_HAN}]{{2}})"
    rf"(?=的?(?:{one_of('scripts/chinese', 'kin')}))",
    re.MULTILINE,
)
_NOBODYS_TITLES = frozenset(
    ("高级", "高級", "马上", "周一", "常务", "常務", "安全", "项目", "項目")
)
_ROADS = re.compile(one_of("scripts/chinese", "things after"))
_LETTERS = {sort: letters for sort, *letters in lines_of("chinese")}
_FAMILY, _STOPS = frozenset(_LETTERS["family"]), frozenset(_LETTERS["stops"])
_WORDS = frozenset(word for _, *words in lines_of("chinese_words") for word in words)
_GIVEN_LETTERS = frozenset(_LETTERS["letters"][0])
_NEXT, _NO_GIVEN = frozenset(_LETTERS["next"]), frozenset(_LETTERS["no_given"])
_NO_GIVEN_ALONE = frozenset(_LETTERS["no_given_alone"])
_COMPOUND = frozenset(phrases("scripts/chinese", "compound families"))
_BEGIN = rf"(?:{'|'.join(sorted(_COMPOUND))}|[{''.join(_FAMILY)}])"
_USUAL = "".join(_LETTERS["letters"])
_BEFORE_TITLE = re.compile(rf"(?P<name>[{_HAN}]{{1,4}})(?:{one_of('scripts/chinese', 'titles')})")
_BEFORE = re.compile(
    rf"(?:{'|'.join(longest_first('scripts/chinese', 'before'))}|、)[ ::是为]{{0,3}}"
    rf"(?P<name>[{_HAN}]{{2,4}})"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[,。;!?\n.!?;:]))(?P<name>[{_HAN}]{{2,4}}?)"
    rf"(?={one_of('scripts/chinese', 'after a subject')})",
    re.MULTILINE,
)
_MARKS = r"[,.!?:;()<>\[\]/\s、。,;:?!「」“”\"'…·|（）【】《》：；，！？｜-]|\Z"  # noqa: RUF001
_AFTER_NAME = rf"{_MARKS}|{one_of('scripts/chinese', 'after')}"
_CALLED = re.compile(rf"[小老阿][{''.join(_LETTERS['called'])}](?={_AFTER_NAME})")
_BY_LETTERS = re.compile(
    rf"(?:(?<=[{''.join(_LETTERS['before'])}])|(?<![{_HAN}A-Za-z]))"
    rf"(?P<name>{_BEGIN}[{_USUAL}]{{1,2}})"
    rf"(?={_AFTER_NAME})"
)
_LED = re.compile(  # a whole name behind such a word needs none after it
    rf"(?:{one_of('scripts/chinese', 'before a whole name')})(?P<name>{_BEGIN}[{_USUAL}]{{2}})"
)
_OF_A_FIRM = re.compile(
    rf"(?:{one_of('scripts/chinese', 'of a firm')})[{_HAN}A-Za-z0-9 &]{{1,16}}?的"
    rf"(?P<name>{_BEGIN}[{_USUAL}]{{1,2}})(?={_AFTER_NAME})"
)
_SOUNDS = (  # letters in which names of other languages are spelled, simplified and traditional
    "依古吐逊孜木江森扎次旺措央珠臣其朝图腾敖登呼和赛提玉素甫合买努阿埃艾安奥巴白班贝比宾波伯博布查达戴丹道德登迪蒂杜多恩尔法菲费芬弗福盖戈格古哈海汉赫亨华霍基吉加杰金卡凯坎康考科克肯库奎拉莱兰劳勒雷里莉利列林琳卢鲁罗洛马玛迈麦曼梅蒙米密莫姆穆纳内尼娜诺帕佩皮珀普奇乔琼丘热萨塞桑瑟森沙舍斯史施什苏索塔泰坦汤特廷图托瓦威韦维温沃乌西希夏肖谢休雅亚伊茵因英尤约翰扎泽詹兹朱茨路易珍妮丝妍柯迦万夫丽买提"
    "約爾亞瑪羅馬維納諾奧貝賓達費漢華傑凱蓋萊蘭勞盧魯邁麥內喬瓊薩蘇湯圖韋溫烏謝葉茲賈絲斯倫萬麗買"
)
_FOREIGN = re.compile(rf"(?P<name>[{_SOUNDS}]{{1,6}}(?:[·・][{_SOUNDS}]{{1,6}}){{1,3}})")
_BEFORE_MAIL = re.compile(  # all of a cell: 王秀英, wang@example.org
    rf"(?<![{_HAN}])(?P<name>[{_HAN}]{{2,4}})[ ,;|\t<(、\uff0c\uff08]{{1,3}}"
    r"(?:[A-Za-z0-9._%+-]{1,64}@|\+?[0-9][0-9 ()-]{8})"
)
_IN_LATIN = re.compile(  # "英文名 CHIU YU-WEN"
    r"(?:英文(?:姓)?名字?|英文姓名|拼音|护照名|護照名)[^A-Za-z\n]{0,6}"
    r"(?P<name>[A-Z][A-Za-z'-]{1,20}(?:,? [A-Z][A-Za-z'-]{1,20}){1,3})"
)
_BEFORE_ID = re.compile(  # "高雅玲 E262560406"
    rf"(?<![{_HAN}])(?P<name>[{_HAN}]{{2,4}}|[{_HAN}]{{2,6}}[·・][{_HAN}]{{2,6}})[ ,;:|/\t(]{{1,3}}"
    r"(?=[A-Z][1289][0-9]{8}(?![0-9])|[1-9][0-9]{16}[0-9Xx](?![0-9]))"
)
_ATTENDED = re.compile(  # "石磊 到 / 贺婷 迟到"
    rf"(?:[:\uff1a/,;、\uff0c]|^) ?(?P<name>[{_HAN}]{{2,5}})"
    rf"(?= (?:{one_of('scripts/chinese', 'attended')})(?![{_HAN}]))",
    re.MULTILINE,
)
_CRAFTSMAN = re.compile(
    rf"(?:{one_of('scripts/chinese', 'crafts')})(?P<name>[{_HAN}]{{2,3}})(?=[师師][傅父])"
)
_SURNAMED = re.compile(
    rf"(?:敝姓|我姓|免[贵貴]姓|本人姓|姓)(?P<name>[{''.join(_FAMILY)}])(?=[,\uff0c。.、;]|\s|名)"
)
_GREETED = re.compile(
    rf"(?<![{_HAN}])(?P<name>[{_HAN}]{{2,4}})(?={one_of('scripts/chinese', 'greetings')})"
)
_SIGNED = re.compile(rf"\n(?P<name>[{_HAN}]{{2,4}})[ \t]*(?=\n\n|\n*\Z)")  # all of a line
_POLITE = re.compile(one_of("scripts/chinese", "polite"))
_OF_TWO = re.compile(  # a family name of two letters tells by itself
    rf"(?<![{_HAN}])(?P<name>(?:{one_of('scripts/chinese', 'sure compounds')})[{_HAN}]{{1,2}})"
    rf"(?={_MARKS})"
)

_CALLED_AH = re.compile(
    rf"阿[强強明伟偉华華军軍杰峰龙龍辉輝勇斌波东東亮刚剛鹏鵬珍芳兰蘭英霞](?={_AFTER_NAME}|他|她)"
)
_CALLED_LED = re.compile(  # "让老马周末再出一版"
    rf"(?:{one_of('scripts/chinese', 'before who is called')})"
    rf"(?P<name>[小老][{''.join(_LETTERS['called'])}])(?=(?P<after>[{_HAN}]))"
)
_ENGINEER = re.compile(  # "蒋工那边我来说"
    rf"(?<![{_HAN}])(?P<name>[{''.join(_LETTERS['called'])}])工"
    rf"(?={one_of('scripts/chinese', 'behind an engineer')}|[,、。:!]|\Z)"
)
_NO_ENGINEERS = frozenset("高金石车施")  # "高工" is a rank
_OF_A_DEPARTMENT = re.compile(  # "请联系行政陈佩佩"
    rf"(?:{one_of('scripts/chinese', 'departments')})(?P<name>{_BEGIN}[{_USUAL}]{{2}})"
    rf"(?={_AFTER_NAME})"
)
_GOES_ON = frozenset(phrases("scripts/chinese", "no family goes on"))
_LITTLE = ("小", "老")
_SHORTEST_AGAIN, _MOST_AGAIN = 3, 24  # letters of a name that is looked for again, and names
_NO_SPEAKERS = frozenset(phrases("scripts/chinese", "no speakers"))
_SPEAKER = re.compile(  # "[14:22] 罗布次仁:我上去看看"
    rf"^\[?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?\]? ?(?P<name>[{_HAN}]{{2,5}}) ?:", re.MULTILINE
)
_OF_MINORITIES = re.compile(
    rf"(?:{one_of('scripts/chinese', 'of minorities, whole')})"
    rf"(?:{one_of('scripts/chinese', 'of minorities, whole', 'of minorities, parts')})?"
    rf"|(?:{one_of('scripts/chinese', 'of minorities, parts')}){{2,3}}"
)
_GIVEN = frozenset(_LETTERS["given"])
_GIVEN_ALONE = re.compile(  # "雅婷明天请假", "跟浩然说"
    rf"(?:(?<![{_HAN}A-Za-z])|(?:{one_of('scripts/chinese', 'before given')}))"
    rf"(?P<name>[{_HAN}]{{2}})"
    rf"(?={_MARKS}|{one_of('scripts/chinese', 'given does')})"
)
_SAID_BY_TWO = re.compile(
    rf"(?<![{_HAN}A-Za-z])(?P<name>[{''.join(_FAMILY)}][{_HAN}])"
    rf"(?={one_of('scripts/chinese', 'said by two')})"
)
_SURE_COMPOUND = re.compile(  # "司徒婉订的"
    rf"(?<![{_HAN}])(?P<name>(?:{one_of('scripts/chinese', 'sure compounds')})[{_USUAL}]"
    rf"(?:[{_USUAL}](?={_AFTER_NAME}))?)"
)
_LED_BY_A_COLON = re.compile(  # a word that looks so is no other one there
    rf"(?:{one_of('scripts/chinese', 'before')}) ?: ?(?P<name>{_BEGIN}[{_HAN}]{{1,2}})(?={_MARKS})"
)


def _alone(text: str) -> Iterator[Found]:
    """Given names alone, names of two letters by what is done, and what tells by itself."""
    for match in _GIVEN_ALONE.finditer(text):
        if match["name"] in _GIVEN:
            yield Found(*match.span("name"), "name")
    for match in _SAID_BY_TWO.finditer(text):
        name = match["name"]
        if not _is_word(name) and _length(name) == len(name):
            yield Found(*match.span("name"), "name")
    for match in _SURE_COMPOUND.finditer(text):
        if not _ROADS.match(match["name"][-1]):
            yield Found(*match.span("name"), "name")
    for match in _LED_BY_A_COLON.finditer(text) if ":" in text else ():
        name = match["name"]
        is_word = name in _WORDS or name[1:] in _WORDS or name in _STOPS
        if not is_word:
            yield Found(*match.span("name"), "name")


def _by_letters(text: str) -> Iterator[Found]:
    """Names whose every letter is usual in names, where a word begins and another follows."""
    yield from _alone(text)
    for match in (
        *_CALLED.finditer(text),
        *_CALLED_AH.finditer(text),
        *_OF_MINORITIES.finditer(text),
    ):
        yield Found(*match.span(), "name")
    for match in _OF_TWO.finditer(text):
        yield Found(*match.span("name"), "name")
    yield from _called(text)
    for match in (
        *_BY_LETTERS.finditer(text),
        *_OF_A_FIRM.finditer(text),
        *_OF_A_DEPARTMENT.finditer(text),
    ):
        name = match["name"]
        if name[:2] not in _STOPS and not _is_word(name) and not _ROADS.match(name[-1]):
            yield Found(*match.span("name"), "name")
    for match in _LED.finditer(text):
        name, after = match["name"], text[match.end() : match.end() + 1]
        goes_on = name[-1] + after in _WORDS or name[-2:] + after in _WORDS
        is_word = name[:2] in _STOPS or name[1:] in _WORDS or _is_word(name)
        if not goes_on and not is_word:
            yield Found(*match.span("name"), "name")


def _called(text: str) -> Iterator[Found]:
    """Who is called by a family name and a word: "old Ma", "engineer Jiang"."""
    for match in _CALLED_LED.finditer(text) if "老" in text or "小" in text else ():
        name, after = match["name"], match["after"]
        if name[1] + after not in _GOES_ON and name[1] + after not in _WORDS:
            yield Found(*match.span("name"), "name")
    for match in _ENGINEER.finditer(text) if "工" in text else ():
        if match["name"] not in _NO_ENGINEERS:
            yield Found(*match.span("name"), "name")


def in_chinese(text: str) -> Iterator[Found]:
    """Every Chinese name, and whole ones wherever they stand again."""
    found = [*_in_chinese(text)]
    yield from found
    for name in {text[one.start : one.end] for one in found[:_MOST_AGAIN]}:
        if len(name) >= _SHORTEST_AGAIN and text.count(name) > 1:
            yield from (Found(*one.span(), "name") for one in re.finditer(re.escape(name), text))


def _in_chinese(text: str) -> Iterator[Found]:
    """Every one by itself: a family name alone tells too little, a word beside it is asked for."""
    for match in _SURNAMED.finditer(text):
        yield Found(*match.span("name"), "name")
    for match in _BEFORE_TITLE.finditer(text):
        start = _begins(match["name"])
        if start is not None:
            is_called = match.end("name") - match.start() - start == 1 and start
            start -= bool(is_called and match["name"][start - 1] in _LITTLE)
            yield Found(match.start() + start, match.end("name"), "name")
    for match in (*_SUBJECT.finditer(text), *_BEFORE_MAIL.finditer(text)):
        if _length(match["name"]) == len(match["name"]) > 2 and not _is_word(match["name"]):
            yield Found(*match.span("name"), "name")
    if "·" in text or "・" in text:
        yield from (Found(*match.span("name"), "name") for match in _FOREIGN.finditer(text))
    for match in _SPEAKER.finditer(text) if ":" in text else ():
        if match["name"] not in _WORDS and match["name"] not in _NO_SPEAKERS:
            yield Found(*match.span("name"), "name")
    yield from _in_mails(text)
    yield from _in_rows(text)
    is_japanese = _KANA.search(text) is not None
    if not is_japanese:
        yield from _by_letters(text)
        for match in _OF_CHILDREN.finditer(text):
            if set(match["name"]) <= _GIVEN_LETTERS and match["name"] not in _STOPS:
                yield Found(*match.span("name"), "name")
    at = 0
    while led := _BEFORE.search(text, at):
        length = _length(led["name"])
        if is_japanese and led[0][0] == "、":
            is_family = led["name"][:2] in listed("japanese_family")  # with more: "金沢製袋"
            length = length if length > len("牛乳") and not is_family else 0
        if length and (":" in led[0] or not _is_word(led["name"][:length])):
            yield Found(led.start("name"), led.start("name") + length, "name")
        at = led.start("name") + length


def _in_rows(text: str) -> Iterator[Found]:
    """Who was there or not, who has a number, and how somebody is spelled in a passport."""
    for match in _IN_LATIN.finditer(text):
        yield Found(*match.span("name"), "name")
    for match in _BEFORE_ID.finditer(text):
        name = match["name"]
        if "·" in name or "・" in name or (name[0] in _FAMILY and not _is_word(name)):
            yield Found(*match.span("name"), "name")
    for match in (*_ATTENDED.finditer(text), *_CRAFTSMAN.finditer(text)):
        if not _is_word(match["name"]) and match["name"] not in _WORDS:
            yield Found(*match.span("name"), "name")


def _in_mails(text: str) -> Iterator[Found]:
    """Who is greeted, and who signs below."""
    greeted = [*_GREETED.finditer(text)]
    signed = [*_SIGNED.finditer(text)] if greeted or _POLITE.search(text) else []
    for match in greeted + signed:
        if _BEFORE_TITLE.match(match["name"]) or _is_word(match["name"]):
            continue
        if _length(match["name"]) == len(match["name"]):
            yield Found(*match.span("name"), "name")


def looks_like_a_name(word: str) -> bool:
    """Whether all of it is a family name with a given one, and no word of the language."""
    return _length(word) == len(word) and not _is_word(word)


def _begins(before: str) -> int | None:
    """Where a name ends up to a title: the longest that a family name begins."""
    for start in range(max(0, len(before) - 4), len(before)):
        size = len(before) - start
        if before[start:] in _WORDS and before[-1] not in _GIVEN_LETTERS:
            return None
        if before[start : start + 2] in _COMPOUND:
            return start
        if before[start : start + 2] in _NOBODYS_TITLES:
            return None
        if before[start] in _FAMILY and size <= 3 and before[start + 1 :] not in _WORDS:
            return start
    return None


def _length(run: str) -> int:
    """How long a name is that begins this run, or 0."""
    family = 2 if run[:2] in _COMPOUND else 1 if run[0] in _FAMILY else 0
    given = run[family : family + 2]
    if not family or not given or given[0] in _NO_GIVEN or run[:2] in _STOPS:
        return 0
    if given in _NO_GIVEN_ALONE:
        return 0
    is_short = len(given) == 1 or (given[1] in _NEXT and not _is_bright(run[family + 1 :]))
    return family + (1 if is_short else 2)


def _is_word(name: str) -> bool:
    """Whether a word of the language begins here, and no given name could end it."""
    if name[:3] in _WORDS:
        return True
    return name[:2] in _WORDS and (len(name) == 2 or name[2] not in _GIVEN_LETTERS)


def _is_bright(rest: str) -> bool:
    """Whether it goes on with the letter for "bright", and not with "tomorrow"."""
    return rest[0] == "明" and rest[1:2] not in ("天", "年", "日", "早", "晚")
