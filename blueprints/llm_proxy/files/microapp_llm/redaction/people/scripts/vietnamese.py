"""Finds Vietnamese names: a family name first, or what persons are called by and a given name."""

# ruff: noqa: E501 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import lines_of

_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơư" + "".join(chr(code) for code in range(0x1EA1, 0x1EFA, 2))
_SYLLABLE = f"[{_UPPER}][{_LOWER}]{{0,6}}(?![{_UPPER}{_LOWER}])"
_RUN = re.compile(rf"(?<![\w@]){_SYLLABLE}(?: {_SYLLABLE}){{0,4}}")
_PAIR = re.compile(rf"(?<![\w@])(?P<one>{_SYLLABLE}) và (?P<other>{_SYLLABLE})(?! [{_UPPER}])")
_SMALL = re.compile(rf"(?<![\w@])[{_LOWER}]{{2,6}}(?: [{_LOWER}]{{2,6}}){{2,3}}(?!\w)")
_CALLED = re.compile(
    r"(?:(?<!\w)(?:anh|chị|cô|chú|bác|ông|bà|em|thầy|cậu|dì|mợ|ngài|bé|cụ|sếp|bạn|đồng chí|bác sĩ|giáo sư|luật sư|tiến sĩ|kỹ sư|y tá|quý ông|quý bà|nhà văn|ca sĩ"
    r"|tên là|tôi là|mình là|em là|tên tôi là|tên mình là|họ (?:và )?tên|tên(?: khách(?: hàng)?)?|khách hàng|khách|bệnh nhân|nhân viên|học sinh|sinh viên|người (?:gửi|nhận|liên hệ|ký)|giám đốc|trưởng phòng|kế toán|đồng nghiệp|hàng xóm|con trai|con gái|vợ|chồng|bạn trai|bạn gái"
    r"|kính gửi|gửi|thân gửi|chào|xin chào|mến gửi|thân mến|trân trọng|kính thư|thân|cảm ơn)[ :,.]{1,3}\n?\n?)\Z",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"(?<!\w)(?:báo|báo cho|cho|với|của|gặp|hỏi|nhắn|nhắn cho|gọi|gọi cho|nói với|bảo|nhờ|mời|tặng|từ|về|và|là|tới|đến|theo|chúc|giúp|gửi|thay|do|bởi|cùng|để|của bạn|nếu|rằng) \Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r" (?:nói|bảo|hỏi|gọi|đã|đang|sẽ|muốn|nhờ|gửi|viết|nghỉ|làm|đi|không|chưa|có|cần|ơi|ạ|yêu cầu|khiếu nại|vừa|bị|được|phụ trách|và)\b|,|, "
)
_NO_PERSON = re.compile(
    r"(?<!\w)(?:đường|phố|quận|phường|thành phố|tp\.?|tỉnh|huyện|xã|trường|chợ|cầu|sân bay|công ty|bệnh viện|đại học|ga|hồ|sông|núi|đảo|giải|luật|tập đoàn|khách sạn|nhà hàng|ngân hàng|lễ|tết|chùa|đền|thị xã|thị trấn|kho|ở|tại|trung tâm|công viên|học viện|bảo tàng|sân vận động) \Z",
    re.IGNORECASE,
)
_REACH = 24


def in_vietnamese(text: str) -> Iterator[Found]:
    """Every Vietnamese name in a text that has letters of that language."""
    family, given, places, middles = map(_set, ("family", "given", "places", "middles"))
    for run in _RUN.finditer(text):
        words = run[0].split(" ")
        start = run.start()
        if words[0].lower() in _TITLES and len(words) > 1:
            start += len(words[0]) + 1
            words = words[1:]
            is_called = True
        else:
            is_called = bool(_CALLED.search(text, max(0, start - _REACH), start))
        if words == ["Quý"] and text[run.end() + 1 : run.end() + 2].islower():
            continue  # "dear customers"
        if "_".join(words[:2]) in places or _NO_PERSON.search(text, max(0, start - _REACH), start):
            continue
        if _is_name(text, start, run.end(), words, is_called, family, given):
            yield Found(start, run.end(), "name")
    for pair in _PAIR.finditer(text):
        if pair["one"] in given and pair["other"] in given:
            yield Found(*pair.span("one"), "name")
            yield Found(*pair.span("other"), "name")
    for run in _SMALL.finditer(text):
        words = run[0].split(" ")
        for at in range(len(words) - 2):
            if (
                words[at].capitalize() in family
                and words[at + 1] in middles
                and words[at + 2].capitalize() in given
            ):
                start = run.start() + sum(len(word) + 1 for word in words[:at])
                yield Found(start, start + len(" ".join(words[at : at + 3])), "name")
                break


def _is_name(
    text: str,
    start: int,
    end: int,
    words: list[str],
    is_called: bool,
    family: frozenset[str],
    given: frozenset[str],
) -> bool:
    if len(words) > 1 and words[0] in family:
        return words[-1] in given or len(words) > 2 or is_called
    if is_called:
        return words[-1] in given or words[0] in family
    if len(words) > 2 or words[-1] not in given or not all(word in given for word in words):
        return False
    if _LIKELY.search(text, max(0, start - _REACH), start):
        return True
    return len(words[0]) > 1 and bool(_AFTER.match(text, end)) and _begins(text, start)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins here whose second word is small: a name, or any word."""
    return start > 1 and text[start - 2 : start] in (", ",)


_TITLES = frozenset(["anh", "chị", "cô", "chú", "bác", "ông", "bà", "em", "thầy", "bạn"])


@cache
def _set(sort: str) -> frozenset[str]:
    return frozenset(
        word for line in lines_of("vietnamese") if line[0] == sort for word in line[1:]
    )
