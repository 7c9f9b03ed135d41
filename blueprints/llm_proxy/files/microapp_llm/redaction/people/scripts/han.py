"""Finds Japanese and Chinese names: by family names, by what is said to persons, and by fields."""

# ruff: noqa: E501, RUF001 - letters of other scripts are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import lines_of, listed

_HAN = "\u4e00-\u9fff々"
_RUN = re.compile(f"[{_HAN}]+")
_KANA = re.compile("[ぁ-んァ-ヺ]")
_HONORIFIC = "様|さま|さん|氏|君|くん|ちゃん|先生|先輩|後輩|部長|課長|社長|係長|主任|店長|会長|専務|常務|教授|博士|殿|選手|監督|医師|看護師|弁護士"
_ENDS = rf"{_HONORIFIC}|と申|と言|といい|という|です|でし|は|が|を|に|の|と|も|へ|より|から|、|。|[,.!?:;()<>\[\]/\s「」・～~-]|\Z"
_AFTER_FAMILY = re.compile(
    rf" ?(?P<given>[{_HAN}]{{1,3}}?|[ぁ-ん]{{2,4}}?|[ァ-ヶー]{{2,5}}?)(?={_ENDS})"
)
_TITLED = re.compile(rf" ?(?:{_HONORIFIC})")
_PLACES = frozenset(
    "市区町村県府都道駅川山島港線通店社寺院園校館部課局橋城郡州国語式製銀電工商鉄路街站场場线线湖湾岛桥楼塔庙镇乡县省號号館馆厂廠号"
)
_NAMED = re.compile(
    rf"(?:氏名|お?名前|担当者?|患者名?|申請者|参加者|差出人|宛名|依頼者|契約者|受取人|連絡先|私|わたし|僕|妻|夫|同僚)(?:の名前)?(?:は|:|、| ){{1,2}} ?"
    rf"(?P<name>[{_HAN}]{{1,4}} [{_HAN}ぁ-んァ-ヶー]{{1,4}}|[{_HAN}]{{2,5}}|[ァ-ヶー]{{2,8}}[・ ][ァ-ヶー]{{2,8}})(?=と申|です|でし|様|さん|、|。|[,.\s()<]|\Z)"
)
_NOBODYS = "japanese_no_names"
_WORDS = frozenset(("出張", "会議", "報告", "中国", "日本", "大学", "会社", "東京", "本社", "上海"))
_INTRODUCED = re.compile(
    rf"(?P<name>(?<=の)[{_HAN}]{{1,3}} [{_HAN}ぁ-んァ-ヶー]{{1,4}}|(?<![{_HAN}])[{_HAN}]{{1,3}} [{_HAN}ぁ-んァ-ヶー]{{1,4}})(?= ?(?:と申|といい|と言い|です|様|さん|氏))"
)
_GIVEN_NAME = re.compile(
    rf"(?<![{_HAN}])(?P<name>[{_HAN}ぁ-んァ-ヶー]{{1,4}})(?:さん|ちゃん|くん|様)"
)


def in_japanese(text: str) -> Iterator[Found]:
    """Every Japanese name."""
    for run in _RUN.finditer(text):
        yield from _by_family(text, run)
    for match in _NAMED.finditer(text):
        if match["name"] not in listed(_NOBODYS):
            yield Found(*match.span("name"), "name")
    for match in _INTRODUCED.finditer(text):
        yield Found(*match.span("name"), "name")
    if "ちゃん" in text or "さん" in text or "くん" in text or "様" in text:
        given = listed("japanese_given")
        for match in _GIVEN_NAME.finditer(text):
            if match["name"] in given or (
                match[0].endswith(("ちゃん", "くん")) and match["name"] not in listed(_NOBODYS)
            ):
                yield Found(*match.span("name"), "name")


def _by_family(text: str, run: re.Match[str]) -> Iterator[Found]:
    family, given = listed("japanese_family"), listed("japanese_given")
    at, end = run.span()
    while at < end:
        length = next((size for size in (4, 3, 2) if text[at : at + size] in family), 0)
        if not length or text[at : at + length] in _WORDS:
            at += 1
            continue
        after = at + length
        if _TITLED.match(text, after):
            yield Found(at, after, "name")
            at = after
            continue
        match = _AFTER_FAMILY.match(text, after)
        if match and _is_given(match["given"], given):
            yield Found(at, match.end(), "name")
            at = match.end()
        else:
            at += 1


def _is_given(word: str, given: frozenset[str]) -> bool:
    if word in given:
        return True
    if word[0] < "\u4e00":  # in kana: a particle or an ending more often than a name
        return word[0] >= "ァ" or (len(word) > 2 and word[-1] in "かきこみりえなほとし")
    return word[-1] not in _PLACES and word[0] not in _PLACES


_CHINESE_FAMILY_LETTERS = "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫閻雷龙龍段史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文洪池倪俞季詹骆安章欧歐柳施费甘游阮蓝殷焦温童颜梅盛左古柴关简苗舒路牛房管纪曲祝项娄单兰鲍包喻柯裴辛耿牟佟佘岳卓冉桂宫翁荣庄裘葛艾岑丛匡仇商屈沙尤涂霍黎凌"
_CHINESE_FAMILY = frozenset(_CHINESE_FAMILY_LETTERS)
_COMPOUND = (
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "上官",
    "诸葛",
    "諸葛",
    "东方",
    "慕容",
    "令狐",
    "皇甫",
    "尉迟",
    "公孙",
    "夏侯",
)
_TITLES = "先生|女士|小姐|太太|老师|老師|经理|經理|医生|醫生|教授|主任|同学|同學|同志|总裁|总监|总经理|律师|律師|博士|师傅|阿姨|叔叔|警官|法官|董事长|部长|科长|主管|工程师|护士"
_BEFORE_TITLE = re.compile(rf"(?P<name>[{_HAN}]{{1,4}})(?P<title>{_TITLES})")
_BEFORE = re.compile(
    r"(?:我叫|我是|名叫|叫做|本人|姓名|名字是|联系人|聯絡人|收件人|寄件人|负责人|負責人|申请人|持卡人|参会人员|参与人|出席|作者|签名|签字|发件人|经办人|法人|户名|收款人|付款人"
    r"|同事|客户|客戶|顾客|用户|患者|病人|学生|员工|朋友|室友|老公|老婆|丈夫|妻子|儿子|女儿|邻居|候选人|老板|领导|上司|主管|哥哥|姐姐|弟弟|妹妹|爸爸|妈妈|爷爷|奶奶|叔叔|阿姨|舅舅|女朋友|男朋友|班长|房东|租客|司机|医生|律师|老师|作家|记者|导演|原告|被告|证人|亲爱的|尊敬的|致|给|請給|请|让|找|问|跟|和|与|及|、|敬礼\n|祝好\n|谢谢\n|谢谢,\n)"
    rf"[ ::是为]{{0,3}}(?P<name>[{_HAN}]{{2,4}})"
)
_NEXT = frozenset(
    "的是在说想要不和与跟及也都已将把被从到对为给让请向提投反申先女小老经教主同下上来去用买订回参负有会能可应需没正今昨明刚就才又还再住于打发寄收写做因该应表认告,。、"
)
_NO_GIVEN = frozenset("的是在说想要不和与跟及也都已将把被从到给让请向司们个者员")
_NO_GIVEN_ALONE = frozenset("力量人家门口国地方面部分类型号名单位")
_SUBJECT = re.compile(
    rf"(?:^|(?<=[,。;!?\n.!?;:]))(?P<name>[{_HAN}]{{2,4}}?)(?=说|不同意|同意|表示|认为|负责|反馈|要求|告诉|提出|申请|投诉|决定|建议|今天|昨天|明天|已经|正在|和我|想|要|在)",
    re.MULTILINE,
)


_CHINESE_GIVEN, _STOPS = (frozenset(line[1:]) for line in lines_of("chinese"))
_BEFORE_NAME = "把给让请和与跟问找叫对向由被知诉系户事为帮友员工生师友同、是"
_AFTER_NAME = r"[,.!?:;()<>\[\]/\s、。,;:?!「」“”\"'…·-]|\Z|的|说|和|与|跟|及|在|去|来|要|想|是|会|有|已|也|都|将|把|被|对|从|到|为|给|让|请|向|下周|下个|下月|上周|今[天年日]|明[天年]|昨天|周[一二三四五六日末]|负责|提|参加|发|写|回|买|收|申请|投诉|同意|不|没|可以|应该|需要|就|才|又|再|住|打|寄|做|等|未|还|刚|正在|表示|认为|建议|出席|缺席|离职|入职|退休|生日|反馈|签|代|接手|接替|带|拿|处理|安排|联系|通知|确认|审批|主持|完成|加班|请假|迟到|结婚|离婚|怀孕|住院|去世|担任|最近|目前|现在|一直|还没|能|可|又|总是|經|請|說|負責|簽|結婚|先生|女士|小姐|老师|同学|经理|总|主任|教授|医生|律师"
_CALLED = re.compile(
    rf"[小老阿](?P<family>[王李张刘陈杨赵黄周吴徐孙胡朱郭何罗郑梁谢宋唐韩冯邓曹彭曾張劉陳楊趙黃吳孫羅鄭謝馮鄧])(?={_AFTER_NAME})"
)
_BY_LETTERS = re.compile(
    rf"(?:(?<=[{_BEFORE_NAME}])|(?<![{_HAN}A-Za-z]))"
    rf"(?P<name>(?:{'|'.join(_COMPOUND)}|[{_CHINESE_FAMILY_LETTERS}])[{''.join(_CHINESE_GIVEN)}]{{1,2}})(?={_AFTER_NAME})"
)


def _by_letters(text: str) -> Iterator[Found]:
    """Names whose every letter is usual in names, where a word begins and another follows."""
    for match in _CALLED.finditer(text):
        yield Found(*match.span(), "name")
    for match in _BY_LETTERS.finditer(text):
        name = match["name"]
        if name not in _STOPS and name[:2] not in _STOPS:
            yield Found(*match.span("name"), "name")


def in_chinese(text: str) -> Iterator[Found]:
    """Every Chinese name: a family name alone tells too little, so a word beside it is asked for."""
    for match in _BEFORE_TITLE.finditer(text):
        start = _begins(match["name"])
        if start is not None:
            yield Found(match.start() + start, match.end("name"), "name")
    for match in _SUBJECT.finditer(text):
        if _length(match["name"]) == len(match["name"]) > 2:
            yield Found(*match.span("name"), "name")
    if not _KANA.search(text):
        yield from _by_letters(text)
    at = 0
    while led := _BEFORE.search(text, at):
        length = _length(led["name"])
        if length:
            yield Found(led.start("name"), led.start("name") + length, "name")
        at = led.start("name") + length


def _begins(before: str) -> int | None:
    """Where a name ends up to a title: the longest that a family name begins."""
    for start in range(max(0, len(before) - 4), len(before)):
        size = len(before) - start
        if before[start : start + 2] in _COMPOUND:
            return start
        if before[start] in _CHINESE_FAMILY and size <= 3:
            return start
    return None


def _length(run: str) -> int:
    """How long a name is that begins this run, or 0."""
    family = 2 if run[:2] in _COMPOUND else 1 if run[0] in _CHINESE_FAMILY else 0
    given = run[family : family + 2]
    if not family or not given or given[0] in _NO_GIVEN or run[:2] in _STOPS:
        return 0
    if given in _NO_GIVEN_ALONE:
        return 0
    return family + (1 if len(given) == 1 or given[1] in _NEXT else 2)
