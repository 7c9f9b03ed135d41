"""Names in tables whose headings are in letters without capitals: every cell below them counts."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
NAMES = {
    "Japanese": (
        "社員番号,氏名,部署\n1042,五十嵐 健,営業部\n1043,チャン・ミー,総務部",
        "チャン・ミー",
    ),
    "Japanese, by a role": ("患者名\t診療科\t次回\n鮫島 ゆかり\t内科\t5/1", "鮫島 ゆかり"),
    "Japanese, who is in charge": ("案件,担当者,期限\n見積,蛭田,5/3", "蛭田"),
    "Chinese": ("姓名,部门,工号\n欧阳娜娜,市场部,1001\n买买提·艾力,研发部,1002", "买买提·艾力"),
    "Chinese, traditional": ("| 聯絡人 | 單位 |\n|---|---|\n| 簡婉婷 | 業務課 |", "簡婉婷"),
    "Chinese, who answers for it": ("项目,负责人,状态\n登录,李娜,完成", "李娜"),
    "a customer in Chinese": ("客户,金额,日期\n李晓娜,300,2026-01-02", "李晓娜"),
    "Korean, of another country": ("이름,부서,내선\n응우옌 티 란,생산팀,202", "응우옌 티 란"),
    "Arabic": ("الاسم,القسم,التحويلة\nفاطمة الزهراء,المالية,201", "فاطمة الزهراء"),
    "Hebrew": ("שם מלא,מחלקה\nנועה בן-דוד,כספים", "נועה בן-דוד"),
    "Hindi": ("नाम,विभाग\nसुनीता देवी,लेखा", "सुनीता देवी"),
    "Bengali": ("নাম,বিভাগ\nরুমানা আক্তার,হিসাব", "রুমানা আক্তার"),
    "Thai": ("ชื่อ-สกุล,แผนก\nสมชาย ใจดี,บัญชี", "สมชาย ใจดี"),
}
NOTHING = {
    "goods": "商品名,数量,単価\nりんご,3,120\nみかん,5,80",
    "parts": "名称,数量\n螺丝,100\n螺母,200",
    "a department in charge": "案件,担当者,期限\n見積,営業部,5/3\n契約,法務課,5/9",
    "nobody yet": "業務,氏名,備考\n受付,未定,人事に確認",
    "a firm as a customer": "客户,金额,日期\n华为,1200,2026-01-01",
    "a team in Korean": "업무,담당자,기한\n견적,영업팀,5/1\n청구,없음,5/2",
    "bread, and no title": "dile que el pan lo traigo yo",
}


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_a_name_below_a_heading_in_other_letters_is_found(text: str, name: str) -> None:
    found = {text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"}
    assert name in found


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_is_no_person_below_such_a_heading_is_none(text: str) -> None:
    assert REDACTOR.findings(text) == []


def test_a_form_in_two_columns_is_no_table() -> None:
    text = "氏名,田中太郎\n住所,東京都\n電話,03-1234-5678"
    names = [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"]
    assert names == ["田中太郎"]
