"""Finds names in Arabic, Hebrew and Hindi: words that lead up to one, and lists of names."""

# ruff: noqa: E501, RUF001 - letters of other scripts are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_lists import listed


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
)
_HINDI = _Script(
    re.compile(r"[\u0900-\u0963\u0966-\u097f]{2,}"),
    re.compile(
        r"(?:(?<![\u0900-\u097f])(?:मेरा नाम|नाम|श्री|श्रीमती|सुश्री|कुमारी|डॉ\.?|डॉक्टर|प्रो\.?|प्रिय|आदरणीय|मरीज|मरीज़|रोगी|ग्राहक|मैं|मेरे दोस्त|मेरी दोस्त|कर्मचारी|छात्र|धन्यवाद|सादर|भवदीय|प्रेषक|और|दोस्त|भाई|बहन|पति|पत्नी))[ :,.]*[\s:]\s*\Z"
    ),
    "hindi_given",
    "hindi_family",
    (),
    "hindi_no_names",
    frozenset(("जी", "ने")),
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
            yield Found(words[at].start(), words[end - 1].end(), "name")
        at = max(end, at + 1)


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
    is_listed = first[0] in given
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
    return end if is_whole or (is_titled and is_listed) else at


def _follows(text: str, words: list[re.Match[str]], at: int) -> bool:
    return text[words[at - 1].end() : words[at].start()] in (" ", "-", "\u00a0")
