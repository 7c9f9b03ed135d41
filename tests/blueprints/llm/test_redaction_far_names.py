"""Names in Cyrillic, Japanese, Chinese and Korean that lists and ranks tell; words stay."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
FOUND = {
    "Russian, one initial in a list": (
        "Присутствовали: Гордеев А. С., Мкртчян, Синицына Н.\nДалее: Синицыной позвонить",
        {"Гордеев А. С.", "Мкртчян", "Синицына Н.", "Синицыной"},
    ),
    "English, one initial in a list": (
        "Present: P. Whitcombe, Amina Yusuf",
        {"P. Whitcombe", "Amina Yusuf"},
    ),
    "Russian, from Vietnam": ("Нгуен Ван Хай заболел", {"Нгуен Ван Хай"}),
    "Russian, from Vietnam, a short family": ("Ле Тхи Хоа заболела", {"Ле Тхи Хоа"}),
    "Russian, from Central Asia": ("Сухроб и Гулчехра поменялись", {"Сухроб", "Гулчехра"}),
    "Ukrainian, an unknown name before a family": (
        "Що відповісти бухгалтерці Двойрі Гольдштейн",
        {"Двойрі Гольдштейн"},
    ),
    "Japanese, a nickname": ("ゆうちゃん今日休むって", {"ゆうちゃん"}),
    "Japanese, from Korea, and again": (
        "出席:李 智恵、三宅 亮太\n・三宅より報告\n・李が作成",
        {"李 智恵", "三宅 亮太", "三宅", "李"},
    ),
    "Japanese, from Korea, who takes over": ("担当は金 美里に変更", {"金 美里"}),
    "Japanese, in a class": ("3 年 2 組の美咲が転びました", {"美咲"}),
    "Japanese, of two peoples": ("養護教諭のロドリゲス 恵理先生へ", {"ロドリゲス 恵理"}),
    "Japanese, who works early": ("月:早番 神谷、遅番 相馬", {"神谷", "相馬"}),
    "Chinese, who is ill": ("王浩然因感冒请假", {"王浩然"}),
    "Chinese, of a department": ("如需用车,请联系行政周婷婷。", {"周婷婷"}),
    "Chinese, who is called old": ("让老马周末再出一版", {"老马"}),
    "Chinese, who is called little": ("安排小高师傅下午上门", {"小高"}),
    "Chinese, an engineer": ("好,蒋工那边我来说", {"蒋"}),
    "Chinese, again": ("诸葛明远:报修\n晚班说诸葛明远交代的", {"诸葛明远"}),
    "Korean, from Vietnam": ("고객 쩐티흐엉 님이 왔다고 하십니다", {"쩐티흐엉"}),
    "Korean, from abroad in a list": (
        "참석: 박성우, 간바타르\n- 간바타르: 회신",
        {"박성우", "간바타르"},
    ),
    "Korean, a family name of two": ("황보 팀장님이 오셨어요", {"황보"}),
    "Korean, a short name and a rank": ("이준 대리 인사평가", {"이준"}),
    "Korean, from abroad": ("다니엘이가 사회를 봅니다", {"다니엘"}),
    "Korean, from abroad, called so": ("쿨라니베 씨가 왔어요", {"쿨라니베"}),
    "Korean, as whom": ("발신인은 탁미란으로 해 주세요", {"탁미란"}),
    "Korean, a given name in a list": (
        "담당: 도하경, 마이클 오, 하은\n다음 달부터 하은",
        {"도하경", "마이클 오", "하은"},
    ),
}
LEFT = {
    "Russian, a field": "пишет «Поле объекта не обнаружено»",
    "Russian, a field that is empty": "Поле формы пустое",
    "Russian, any": "Любой товар по акции",
    "Russian, a list of things": "Присутствовали: рабочие, Корпус Б.",
    "Russian, a painter": "До Ван Гога далеко",
    "Japanese, from a town": "横浜発の研修バスは変更です",
    "Japanese, a firm": "先日の件、金沢製袋の工場です",
    "Japanese, relatives": "お兄ちゃんとおばあちゃんが来る",
    "Japanese, of a class": "クラスの花を飾る",
    "Japanese, colours": "サンタ 赤を三つ",
    "Japanese, branches": "参加者:東京 支社、大阪 支社",
    "Chinese, the board": "跟老董事会沟通",
    "Chinese, a program": "给小程序改版,跟老程序兼容",
    "Chinese, what rises": "避开小高峰时段",
    "Chinese, what fell ill": "高铁因故晚点",
    "Chinese, goods": "采购黄金首饰",
    "Chinese, a rank": "由高工说明",
    "Korean, to call a technician": "기사 부르기 전에 확인할 게 있나요",
    "Korean, to gather": "고객 모으기 위해",
    "Korean, nouns before a rank": "사업 추진 팀장님과 표준 대리점",
    "Korean, a seed": "여러분 씨앗을 심어요",
    "Korean, the weather": "날씨는 하늘, 바람, 구름",
    "Korean, a brand": "마이클 코어스 가방을 샀다",
}


def names(text: str) -> set[str]:
    return {text[one.start : one.end] for one in REDACTOR.findings(text)}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_a_name_is_hidden(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_a_word_stays(text: str) -> None:
    assert names(text) == set()


def test_the_label_of_a_list_is_no_name() -> None:
    text = "참석: 박성우, 선우은채\n- 박성우: 창고\n- 선우은채: 시안"

    assert "참석" not in names(text)
