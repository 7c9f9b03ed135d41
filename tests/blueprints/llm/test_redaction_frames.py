"""A name is found wherever a sentence puts it, in scripts without capitals too."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
FRAMES = {
    "王建国 林雅婷 崔建华": (
        "昨天是{}值班，今天没有人。",
        "会议纪要:参会人{}、赵丽娟;缺席:无。",
        "快递从上海转到{}那里了。",
        "账号属于{}，请核对。",
        "我们向{}汇报。",
        "为{}办理入职。",
        "听{}说要改期。",
        "经理{}批准了。",
        "被{}拒绝了。",
        "根据{}的说法，机器坏了。",
    ),
    "陳怡君 吳秀娟 劉冠廷": (
        "幫我寫一封信給{}，婉拒邀約。",
        "帳號屬於{}，請核對。",
        "感謝{}的協助。",
        "經理{}核准了。",
        "學生{}缺考。",
        "通知{}參加訓練。",
    ),
    "김민수 한미영 최영진": (
        '{{"이름": "{}", "부서": "회계"}}',
        '{{"name": "{}"}}',
        "{}에 따르면 기계가 고장났다.",
        "{}한테서 답이 없다.",
    ),
    "דוד_כהן יוסי_מזרחי רחל_לוי עומר_שרף": (
        "החוזה של {} מסתיים.",
        "תודה ל{} על העזרה.",
        "מ{} התקבל מכתב.",
        '{{"שם": "{}"}}',
    ),
}
CASES = [
    (frame, name) for names, some in FRAMES.items() for frame in some for name in names.split()
]
NOBODY = (
    "五月、六月是梅雨季，昨天雨量96毫米。",
    "蓝海物流有限公司将在苏州建厂。",
    "比较招商银行、工商银行和建设银行的房贷利率。",
    "מה עדיף לדירה קטנה: מחסן או מרפסת?",
)


@pytest.mark.parametrize(("frame", "name"), CASES)
def test_a_name_is_found_in_its_place(frame: str, name: str) -> None:
    name = name.replace("_", " ")
    text = frame.format(name)
    start = text.index(name)

    found = [(one.start, one.end) for one in REDACTOR.findings(text) if one.kind == "name"]

    letters = (at for at in range(start, start + len(name)) if text[at] != " ")
    assert all(any(begin <= at < end for begin, end in found) for at in letters), found


@pytest.mark.parametrize("text", NOBODY)
def test_words_in_such_places_are_nobody(text: str) -> None:
    assert not [text[one.start : one.end] for one in REDACTOR.findings(text)]
