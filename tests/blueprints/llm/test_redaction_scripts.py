"""Sentences in other scripts: their names are hidden, and what holds none is left alone."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
FOUND = {
    "Hindi, that ends like an honorific": ("पैसे वापस कीजिए। अर्जुन बनर्जी", {"अर्जुन बनर्जी"}),
    "Hindi, with dots below": ("प्राप्तकर्ता फ़ैज़ान मेहता।", {"फ़ैज़ान मेहता"}),
    "Hindi, with dots below in one letter": ("\u095bोया ख\u093cान ने कहा", {"\u095bोया ख\u093cान"}),
    "Hindi, in a form": ("ग्राहक: ज़ोरबा क्वाक्स", {"ज़ोरबा क्वाक्स"}),
    "Hindi, I am": ("मैं अमित शर्मा हूँ", {"अमित शर्मा"}),
    "Arabic, behind a joined and": (
        "الحضور جواهر أبو زيد وكريم الراشد",
        {"جواهر أبو زيد", "كريم الراشد"},
    ),
    "Arabic, in a form": ("العميل: زوربا كواكس", {"زوربا كواكس"}),
    "Hebrew, I am": ("אני יעל כהן ממשאבי אנוש", {"יעל כהן"}),
    "Chinese, who tells of a fault": ("报修人刘强，无法登录。", {"刘强"}),
    "Chinese, who leaves": ("请为即将离职的邱丽娟写一封推荐信", {"邱丽娟"}),
    "Thai, who signs": ("ยังไม่ได้รับใบเสนอราคาครับ จาก ปิยะ อินทรวงศ์", {"ปิยะ อินทรวงศ์"}),
    "Vietnamese, in English": ("tagged out. Trần Thị Thảo to order a new one", {"Trần Thị Thảo"}),
}
LEFT = {
    "Hebrew": "אני מחכה להצעה כבר שבוע",
    "Hebrew, who travels": "מחר אני נוסע לחיפה",
    "Hebrew, a new colleague": "העובד החדש מתחיל ביום ראשון",
    "Hebrew, the boss": "הבוס שלי ביקש דוח חודשי",
    "Arabic": "أنا أنتظر العرض منذ أسبوع",
    "Arabic, a new client": "العميل الجديد يريد الدفع",
    "Hindi": "मैं आपको रिपोर्ट भेजूंगा",
    "Hindi, all colleagues": "कर्मचारी नई नीति पढ़ें",
    "Hindi, a daughter": "मेरी बेटी स्कूल जाती है",
    "Hindi, the government": "सरकार ने नई शिक्षा नीति बनाई",
    "Bengali": "আমি আপনাকে রিপোর্ট পাঠাব",
    "Bengali, a teacher": "শিক্ষক নতুন বই চেয়েছেন",
    "Chinese banks": "比较招商银行、工商银行和建设银行的房贷利率。",
}


@pytest.mark.parametrize(("text", "names"), FOUND.values(), ids=FOUND)
def test_a_name_is_hidden_in_its_script(text: str, names: set[str]) -> None:
    found = {text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"}
    assert found == names


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_a_sentence_of_words_is_left_alone_in_its_script(text: str) -> None:
    assert REDACTOR.findings(text) == []
