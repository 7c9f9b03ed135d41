"""Roles, relations, rosters and chats of many languages lead up to names; other words do not."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
FOUND = {
    "Japanese, weeks": ("第1週 佐久間、第2週 西尾。", {"佐久間", "西尾"}),
    "Japanese, who made it": ("点検表です。作成 高瀬、承認 仁科。", {"高瀬", "仁科"}),
    "Japanese, of another country": (
        "担当のグエン・ティ・フオンより来週ご連絡いたします。",
        {"グエン・ティ・フオン"},
    ),
    "Japanese, days": ("水曜 小堀 優子 080-1111-2222", {"小堀 優子"}),
    "Japanese, a chat": ("野沢:届いた?\n江原:まだです\n野沢:了解", {"野沢", "江原"}),
    "Japanese, a comment": ("# 桐生：この値は仮です", {"桐生"}),
    "Japanese, what somebody does": ("司会は芹沢、会計は仁科です", {"芹沢", "仁科"}),
    "Japanese, a name from birth": ("旧姓は古沢。", {"古沢"}),
    "Japanese, who signs in a quote": ("「まだ直らない。片桐」と書いてある", {"片桐"}),
    "Japanese, who is told": ("鍵は相馬にだけ伝えてください", {"相馬"}),
    "Japanese, who came from China": ("出席は王 美玲、田所です", {"王 美玲", "田所"}),
    "Japanese, a given name alone": ("翔太に「あとで」と送って", {"翔太"}),
    "Japanese, of a firm": ("株式会社あおぞら商事の真鍋です。", {"真鍋"}),
    "Chinese, who answers for it": ("责任人卢晓峰，请签字", {"卢晓峰"}),
    "Chinese, behind a comment": ("# 负责人：高原峰 看一下", {"高原峰"}),
    "Chinese, who says it": ("日志已清空。程默说不是他删的。", {"程默"}),
    "Chinese, a family name of two": ("备注：诸葛婷订的蛋糕改成两层", {"诸葛婷"}),
    "Chinese, a given name alone": ("麻烦跟思琪说一声", {"思琪"}),
    "Chinese, who has the day off": ("佳豪明天请假，谁来代班？", {"佳豪"}),
    "Korean, who is there": ("참석 지훈, 남궁민, Novak 씨.", {"지훈", "남궁민", "Novak"}),
    "Korean, to whom it goes": ("질문은 지우님께.", {"지우"}),
    "Korean, a chat": ("민준: 왔어?\n서연: 응", {"민준", "서연"}),
    "Arabic, her brother": ("وأخوها سامر يسكن معها", {"سامر"}),
    "Arabic, a worker with a foreign name": ("العامل سونيل كومار، جديد", {"سونيل كومار"}),
    "Arabic, a letter for a title": ("تواصلت مع أ. طارق بخصوص العقد", {"طارق"}),
    "Hebrew, his wife": ("אשתו נעמה.", {"נעמה"}),
    "Hindi, a nurse": ("सिस्टर सुनीता ने बताया", {"सुनीता"}),
    "Thai, who answers for it": ("ผู้รับผิดชอบ: วิชัย ใจดี", {"วิชัย ใจดี"}),
    "Finnish, a wife": ("Vaimo Hilja kirjaa arvot.", {"Hilja"}),
    "Hungarian, a clerk": ("szerint a jegyző, Halmos Ödön, nem ír alá", {"Halmos Ödön"}),
    "Hungarian, what somebody claims": (
        "Kiss-Tóth Ottília azt állítja, nem.",
        {"Ottília"},
    ),
    "Hungarian, a short name with an ending": ("Szólj Erzsikének holnap", {"Erzsikének"}),
    "Romanian, a vet": ("Medicul veterinar, Hulban, vine luni.", {"Hulban"}),
    "Turkish, a grower": ("Üretici Temel Kalafatoğlu, ödeme yarın", {"Temel Kalafatoğlu"}),
    "Indonesian, a buyer": ("Pengepul Warsito Lubis datang", {"Warsito Lubis"}),
    "Indonesian, who proposes it": ("Videonya macet. Teguh mengusulkan kompres.", {"Teguh"}),
    "Bulgarian, who is asked": ("ако не стане, питай Цанко", {"Цанко"}),
    "Czech, who is spoken to": ("Ježišmarja, Lubore, ty jsi to smazal", {"Lubore"}),
}
LEFT_ALONE = {
    "Japanese, goods in a row": "うどん +3袋、牛乳 -2本、棚番 B-07",
    "Japanese, a town": "購買担当、浜松市、月給24万円",
    "Japanese, nobody yet": "担当 未定、会場 未定",
    "Japanese, notes": "注意:明日は雨です\n注意:傘を忘れずに",
    "Chinese, nobody yet": "负责人:未定",
    "Chinese, a rank": "审核:高级工程师",
    "Chinese, explained": "温度说明见附件，方案说明见第二页",
    "Korean, rooms and goods": "택배는 경비실 보관, 유모차는 1층 보관함",
    "Korean, an account": "서버 계정은 deploy 입니다",
    "Korean, what is brought": "준비물: 도시락, 물, 간식",
    "Czech, a sentence behind a label": "Doplňte jméno. Zůstatek se převede později.",
    "Turkish, a panel": "Yönetici Paneli açılmıyor. Üretici Firma Adı boş.",
}


@pytest.mark.parametrize(("text", "names"), FOUND.values(), ids=FOUND)
def test_a_name_behind_what_leads_up_to_it_is_found(text: str, names: set[str]) -> None:
    found = {text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"}
    assert all(any(name in one for one in found) for name in names), found


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_text_without_names_is_left_alone(text: str) -> None:
    assert not [text[one.start : one.end] for one in REDACTOR.findings(text)]
