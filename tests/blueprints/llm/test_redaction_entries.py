"""Names in lists whose entries begin alike, and names that the words of one language show."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
NAMES = {
    "a line of entries": (
        "Table: Aisha - 42 calls; Mohd. Irfan Qureshi - 38 calls; Lalrinpuii - 5 calls",
        "Lalrinpuii",
    ),
    "an initial": (
        "- T. Quaxworthan: strong in Java\n- Zoya Ansari: good\n- Bhavesh Patel: no show",
        "T. Quaxworthan",
    ),
    "an Irish family name": ("O'Zorba - 3\nAnna Berg - 4\nPeter Moos - 5", "O'Zorba"),
    "Chinese, behind numbers": ("第一棒 林国栋\n第二棒 马晓丽\n替补 热娜", "热娜"),
    "Korean, before roles": ("- 강다은 / 총무\n- 제갈현 / 회장\n- 알리셰르 / 신입", "알리셰르"),
    "a crew": ("Cuadrilla: Peralta, Quispe Mamani, Kohan", "Kohan"),
    "a woman of Vietnam": ("Anwesend: Birte Clausen, Thi Mai Tran, Jörg Ott", "Thi Mai Tran"),
    "another one": ("1. sor: Ngo Thi Lan", "Ngo Thi Lan"),
    "Vietnam, in Korean": ("응우옌 티 란 주임은 통역 담당.", "응우옌 티 란"),
    "who is spoken to in Korean": ("빈아 미안한데 자료 좀 봐 줘", "빈"),
    "a town before a Hungarian name": ("2. sor: Tolnai Ágota és Marci", "Tolnai Ágota"),
    "with an elided particle": ("Madame d'Hérouville refuse de signer", "d'Hérouville"),
    "behind the title of a teacher": ("dillo alla prof.ssa Quexelli", "Quexelli"),
    "from where somebody calls": ("Moin, hier ist Hinnerk von der Spedition", "Hinnerk"),
    "a name of Samoa": ('{"worker": "Lachlan Fa\'asavalu"}', "Lachlan Fa'asavalu"),
    "whose mother": ("la mamá de Zorbina llamó", "Zorbina"),
    "given names in Chinese": ("小组长说志强和丽娜又调班了", "丽娜"),
    "two spellings in Chinese": ("代表是黄少鹏，授权书上却写成黄绍鹏", "黄绍鹏"),
    "a name of Tibet": ("把德吉卓玛的转正评语润色一下", "德吉卓玛"),
    "a name of Xinjiang": ("阿依古丽·买买提负责联系仓库", "阿依古丽·买买提"),
    "a chat in Chinese": ("[14:20] 老周：报警了\n[14:22] 罗布次仁：我上去看看", "罗布次仁"),
    "rows of Chinese": ("司马俊杰，运营；朴哲洙，会韩语；林阿妹，应届。", "林阿妹"),
    "Vietnam, joined in Korean": ("응웬티흐엉 씨 라인에 들어간다", "응웬티흐엉"),
    "before an arrow in Japanese": ("担当、小笠原 健→変更で。", "小笠原 健"),
    "before a Turkish title": ("Zorbikor Bey katalogdan vazgeçti.", "Zorbikor Bey"),
    "a witness in Polish": ("świadek Zorban Quaxwik się nie stawił", "Zorban Quaxwik"),
    "of Scotland": ("MacQuaxter thinks clause 7.2 is too broad", "MacQuaxter"),
    "what friends say in Chinese": ("阿强说他明天替小唐看店", "阿强"),
}
NOTHING = {
    "goods": "- Schrauben: 40\n- Muttern: 20\n- Scheiben: 10",
    "a table of goods": "varenr;navn;lager\n4410;Fugemasse grå;6\n4412;Vinkelbeslag;310",
    "the digits of a bill": "boleto 34191.79001 01043.510047 91020.150008 5 97650000031250",
    "a path with an at": "Cannot find module './vendor-chunks/@swc.js'",
    "a computer": "MacBook thinks it is charged",
    "a town": "in Bad Gastein hat es geschneit",
    "a creek": "The Willow Creek after-school program served 214 students.",
    "a code that begins like a name": "the PAN is TGAP3521",
    "Chinese: early in the morning": "从凌晨开始一直在重启",
    "Chinese: to the head of the store": "用通俗的话向仓库主管解释",
}


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_a_name_is_found(text: str, name: str) -> None:
    found = {text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"}
    assert name in found


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_is_no_name_is_left_alone(text: str) -> None:
    assert REDACTOR.findings(text) == []
