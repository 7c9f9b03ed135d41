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
    "Korean, with a particle": ("한지은은 오늘 휴가입니다", {"한지은"}),
    "Korean, who is told of": ("조성은 대리가 확인했습니다", {"조성은"}),
    "Korean, before a phone": ("한지은 010-1234-5678", {"한지은"}),
    "Japanese, a word and a title": ("出口さんに連絡してください", {"出口"}),
    "Russian, before the father's name": (
        "Доверитель требует от Волковой Светланы Игоревны",
        {"Волковой Светланы Игоревны"},
    ),
    "Ukrainian, in a table": (
        "ПІБ;код\nМельник Людмила Миколаївна;22",
        {"Мельник Людмила Миколаївна"},
    ),
    "Russian, a role before a father's name": ("Начальник Иван Петрович", {"Иван Петрович"}),
    "Japanese, from abroad": ("候補者のマリア・ロッシさんが来ます", {"マリア・ロッシ"}),
    "Chinese, from abroad": ("候选人约翰·米勒周四来面试", {"约翰·米勒"}),
    "Korean, from abroad": ("지원자 존 밀러 씨가 옵니다", {"존 밀러"}),
    "Chinese, of a class": ("三年二班的张玉兰没交作业", {"张玉兰"}),
    "Persian, a doctor": ("ارجاع از دکتر جعفری.", {"جعفری"}),
    "Chinese, a brand's name and a title": ("李宁先生您好", {"李宁"}),
    "Chinese, a word in a form": ("姓名:文静", {"文静"}),
    "Chinese, that begins like a word": ("请高大伟确认", {"高大伟"}),
    "Hebrew, a usual family name": ("נועה כהן הגיעה, נועם לוי לא", {"נועה כהן", "נועם לוי"}),
    "Hindi, a usual family name": ("विकास कुमार ने कहा", {"विकास कुमार"}),
    "Arabic, a father's name": ("نور خالد اتصلت اليوم", {"نور خالد"}),
    "Bengali, a usual family name": ("সুমন দে বলেছেন", {"সুমন দে"}),
    "Hebrew, two words that are names": ("העובד דוד אלמוג התחבר", {"דוד אלמוג"}),
    "Thai, a nickname and a title": ("พี่กุ้งฝากบอกสมชายว่า", {"กุ้ง", "สมชาย"}),
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
    "Hebrew, thanks": "תודה, אושר מוכן",
    "Arabic, good morning": "صباح الخير، هل المخبز مفتوح يوم الجمعة؟",
    "Arabic, who was there": "ناقش الحاضرون تأخر المورد",
    "Arabic, a teacher": "المعلم طلب من التلاميذ قراءة الفصل الرابع",
    "Persian, a doctor": "خانم دکتر گفت باید کمتر شیرینی بخورم",
    "Bengali, dear": "প্রিয় গ্রাহক, আপনার অর্ডার পাঠানো হয়েছে",
    "Korean, lines of buses": "버스 노선이 바뀌어 지각하는 직원이 늘었습니다",
    "Korean, women": "여성은 무료입니다",
    "Korean, support": "기술 지원은 평일에만 됩니다",
    "Japanese, the centre": "駅を中心に説明する",
    "Japanese, a journey": "昨日は出張でした。",
    "Japanese, interest": "関心について教えてください。",
    "Thai, qualifications": "ขอคุณสมบัติของผู้สมัคร",
    "Thai, to change": "ให้เปลี่ยนรถ",
    "Thai, of shrimps": "ราคาของกุ้งสด",
    "Japanese, a shop": "鈴木楽器と山本海苔店の文体を比べて",
    "Chinese, brands": "对比李宁和周黑鸭的包装文案",
    "Chinese, colours": "颜色、季度和黄色的区别",
    "Chinese, the quarter": "让季度报告更清楚",
    "Chinese, dear customers": "亲爱的顾客,您的订单已经打包完成。",
    "Chinese, the world": "关于世界的问题",
    "Chinese, landlords": "房東可以在租約到期前要求我搬走嗎?",
    "Chinese banks": "比较招商银行、工商银行和建设银行的房贷利率。",
}


@pytest.mark.parametrize(("text", "names"), FOUND.values(), ids=FOUND)
def test_a_name_is_hidden_in_its_script(text: str, names: set[str]) -> None:
    found = {text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"}
    assert found == names


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_a_sentence_of_words_is_left_alone_in_its_script(text: str) -> None:
    assert REDACTOR.findings(text) == []
