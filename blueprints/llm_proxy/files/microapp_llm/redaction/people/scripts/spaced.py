"""Finds names in Arabic, Hebrew and Hindi: words that lead up to one, and lists of names."""

# ruff: noqa: E501, RUF001 - letters of other scripts are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.phrases import phrases

_THINGS = frozenset(phrases("things/called", "things"))
_THINGS_AFTER = frozenset(phrases("things/after_in_hindi"))
_OF_KINGS = frozenset(("الأمير", "الملك", "الشيخ", "الإمام", "السلطان"))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True)
class _Script:
    """What is asked for in one script."""

    word: re.Pattern[str]
    before: re.Pattern[str]
    given: str
    family: str
    parts: tuple[str, ...]  # what family names begin with
    stops: str
    after: frozenset[str] = frozenset()  # words that stand right behind a name
    near: re.Pattern[str] = re.compile(r"(?!)")  # what stands before a given name alone
    behind: frozenset[str] = frozenset()  # what stands behind a given name alone
    words: frozenset[str] = frozenset()  # given names that are words too
    prefixes: str = "\0"  # letters that a word for a thing may begin with
    joined: str = "\0"  # letters that stand before a word without a space, as "to" and "and" do


_ARABIC = _Script(
    re.compile(r"[\u0621-\u064a\u064b-\u0652]{2,}"),
    re.compile(
        r"(?:(?<![\u0600-\u06ff])(?:[ولب]?(?:اسمي|إسمي|السيد|السيدة|سيد|سيدة|الآنسة|الدكتور|الدكتورة|دكتور|دكتورة|الأستاذ|الأستاذة|أستاذ|أستاذة|المهندس|المهندسة|الشيخ"
        r"|المريض|المريضة|العميل|العميلة|الموظف|الموظفة|الطالب|الطالبة|الزميل|الزميلة|زميلي|زميلتي|صديقي|صديقتي|عزيزي|عزيزتي|أخي|أختي|أنا|السائق|المحامي|المحامية|المدير|المديرة)"
        r"|لل(?:سيد|سيدة|دكتور|دكتورة|أستاذ|أستاذة|مريض|عميل)|الاسم(?: الكامل)?|تحياتي|التحيات|وتقديري|المرسل|المستلم|الموقع|مع الشكر)[ :،,.]*[\s:]\s*(?:/ ?)?)\Z"
    ),
    "arabic_given",
    "arabic_family",
    ("ال", "آل", "بن", "أبو", "عبد", "بنت", "ابن"),
    "arabic_no_names",
    near=re.compile(
        r"(?<![\u0600-\u06ff])(?:[وف]?(?:أبلغ|بلغ|أخبر|أخبري|اسأل|اسألي|راسل|كلم|قابل|إلى|الى|مع|من|عن|عند|يا|تقرير|هدية|رسالة|بريد|ملف|طلب|اجتماع|رأي|فريق|مكتب|ابن|ابنة|زوجة|زوج|والد|والدة|أن|هل|قال|قالت|طلب|طلبت|كتب|كتبت|سيحضر|حضر|اتصل|اتصلت|وصل|غاب|تزوج|تزوجت|سافر|سافرت|استلم|استلمت|دفع|دفعت|وقع|وقعت|يعمل|تعمل|ذهب|ذهبت|أعتقد أن|هدايا|رد|عزيزتي|مرحبا|مرحباً|أهلا|أهلاً|شكرا|شكراً)) ?,?،? ?\Z"
    ),
    behind=_set("قال قالت طلب طلبت كتب يريد تريد يسأل تسأل سيحضر اتصل اتصلت"),
    words=_set(
        "نور أمل سلطان ربيع سعيد كريم صالح منصور مالك عادل شريف سالم هدى إيمان وفاء بدر سيف ندى فرح جمال كمال ماجد راشد حسن جميلة بشرى آية سماء رضا جهاد منال حنان سعد مها أميرة رياض الجوهرة هند حبيب خليل أمير خالد ولاء صقر ناصر لعلي بعلي"
    ),
    prefixes="ولبفك",
    joined="لبو",
)
_HEBREW = _Script(
    re.compile(r"[\u05d0-\u05ea]{2,}(?:['\"][\u05d0-\u05ea]+)?"),
    re.compile(
        r"(?<![\u0590-\u05ff])(?:ו?[לשבמ]?(?:שמי|מר|גברת|גב'|ד\"ר|פרופ'|עו\"ד|הרב|אדון|דוקטור|אני|הלקוח|הלקוחה|לקוח|לקוחה|המטופל|המטופלת|העובד|העובדת"
        r"|החולה|המנהל|המנהלת|חברי|חברתי)|(?:הבוס|החבר|החברה|חבר|חברה|האח|האחות|אח|אחות|השכן|השכנה|הבן|הבת|הקולגה|הבעל|האישה) שלי|אחי|אחותי|בני|בתי|בעלי|אשתי|קוראים לי|השם שלי|היי|שם(?: מלא| פרטי| משפחה)?|בברכה|תודה|בכבוד רב|מאת|אל|איש קשר|מטופל|נציג)"
        r"[ :,.]*[\s:]\s*\Z"
    ),
    "hebrew_given",
    "hebrew_family",
    ("בן", "בר", "אבו"),
    "hebrew_no_names",
    prefixes="ולבמהשכ",
)
_HINDI = _Script(
    re.compile(r"[\u0900-\u0963\u0966-\u097f]{2,}"),
    re.compile(
        r"(?:(?<![\u0900-\u097f])(?:मेरा नाम|नाम|श्री|श्रीमती|सुश्री|कुमारी|डॉ\.?|डॉक्टर|प्रो\.?|प्रिय|आदरणीय|मरीज|मरीज़|रोगी|ग्राहक|मैं|मेरे दोस्त|मेरी दोस्त|कर्मचारी|छात्र|धन्यवाद|सादर|भवदीय|प्रेषक|दोस्त|भाई|बहन|पति|पत्नी))[ :,.]*[\s:]\s*\Z"
    ),
    "hindi_given",
    "hindi_family",
    (),
    "hindi_no_names",
    frozenset(("जी", "ने")),
    near=re.compile(
        r"(?<![\u0900-\u097f])(?:क्या|और|प्रिय|हेलो|हैलो|नमस्ते|अरे|मेरा भाई|मेरी बहन|मेरे पति|मेरी पत्नी) ?,? ?\Z"
    ),
    behind=_set("के को ने की का से और जी भी नहीं कल आज दीदी भैया सर मैडम साहब"),
    words=_set(
        "विकास पूजा आशा प्रकाश किरण कमल सागर शांति दीप्ति आनंद संतोष विजय सपना भावना भारती विनय विवेक राज देव उदय प्रिय दीपक सूरज गीता यश राम कृष्णा शिव एकता ओम आकाश प्रेम शोभा कविता ममता नीलम प्रमोद सुमन लता रेखा सीमा ऋतु निशा संगीता हर्ष ज्योति शंकर राधा लक्ष्मी गणेश विष्णु हरि मोहन गौरव विशाल कोमल शीतल सरोज पवन अर्चना वंदना कामिनी माधुरी जया श्याम चेतन नवीन किशोर"
    ),
)


def in_arabic(text: str) -> Iterator[Found]:
    """Every Arabic name."""
    return _find(text, _ARABIC)


def in_hebrew(text: str) -> Iterator[Found]:
    """Every Hebrew name."""
    return _find(text, _HEBREW)


def in_hindi(text: str) -> Iterator[Found]:
    """Every Hindi name."""
    return _find(text, _HINDI)


def _find(text: str, script: _Script) -> Iterator[Found]:
    words = list(script.word.finditer(text))
    given, family = listed(script.given), listed(script.family)
    at = 0
    while at < len(words):
        end = _end(text, words, at, script, given, family)
        if end > at:
            if not _is_of_a_thing(words, at, end, script):
                yield Found(words[at].start(), words[end - 1].end(), "name")
        elif words[at][0][0] in script.joined and _is_joined(words[at][0], script, given):
            end = _end_of_family(text, words, at + 1, family)
            yield Found(words[at].start() + 1, words[end - 1].end(), "name")
        at = max(end, at + 1)


def _is_of_a_thing(words: list[re.Match[str]], at: int, end: int, script: _Script) -> bool:
    """Whether a street, a school or a server is called so, by the word beside the name."""
    if end < len(words) and words[end][0] in _THINGS_AFTER:
        return True
    if at and words[at - 1][0] in _OF_KINGS:
        at -= 1
    if not at:
        return False
    before = words[at - 1][0]
    return before in _THINGS or (before[0] in script.prefixes and before[1:] in _THINGS)


def _is_servant(words: list[re.Match[str]], at: int) -> bool:
    """Whether a name of two words begins here: "servant of" and an epithet of God."""
    return words[at][0] == "عبد" and at + 1 < len(words) and words[at + 1][0].startswith("ال")


def _is_joined(word: str, script: _Script, given: frozenset[str]) -> bool:
    """Whether it is a given name behind "to" or "and", which is written without a space."""
    name = word[1:]
    return len(name) > 2 and name in given and not {word, name} & script.words


def _end_of_family(text: str, words: list[re.Match[str]], at: int, family: frozenset[str]) -> int:
    is_one = at < len(words) and _follows(text, words, at) and words[at][0] in family
    return at + 1 if is_one else at


def _end(
    text: str,
    words: list[re.Match[str]],
    at: int,
    script: _Script,
    given: frozenset[str],
    family: frozenset[str],
) -> int:
    """The place of the first word that is no longer the name that begins here."""
    first = words[at]
    if first[0] in listed(script.stops):
        return at
    is_led = bool(script.before.search(text, max(0, first.start() - 24), first.start()))
    is_listed = first[0] in given or _is_servant(words, at)
    if not is_led and not is_listed:
        return at
    end = at + 1
    while end < len(words) and end - at < 4 and _follows(text, words, end):
        word = words[end][0]
        is_part = word in family or word in given or word.startswith(script.parts)
        is_part = is_part or words[end - 1][0] in script.parts
        if word in listed(script.stops) or not (is_part or (is_led and end == at + 1)):
            break
        end += 1
    if is_led:
        return end if is_listed or end > at + 1 or first[0] in family else at
    is_whole = end > at + 1 and any(
        words[place][0] in family or words[place][0].startswith(script.parts)
        for place in range(at + 1, end)
    )
    is_titled = end < len(words) and words[end][0] in script.after
    if is_whole or (is_titled and is_listed):
        return end
    return at + 1 if _is_alone(text, words, at, script) else at


def _is_alone(text: str, words: list[re.Match[str]], at: int, script: _Script) -> bool:
    """Whether a given name stands where one person is spoken of: "tell Sara", "for Neha"."""
    first = words[at]
    if first[0] in script.words:
        return False
    if script.near.search(text, max(0, first.start() - 24), first.start()):
        return True
    follows = at + 1 < len(words) and _follows(text, words, at + 1)
    return follows and words[at + 1][0] in script.behind


def _follows(text: str, words: list[re.Match[str]], at: int) -> bool:
    return text[words[at - 1].end() : words[at].start()] in (" ", "-", "\u00a0")
