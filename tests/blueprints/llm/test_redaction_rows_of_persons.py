"""Persons in minutes, rotas and rows, and those who are named again in a case, are found."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
AGAIN = (
    ("Frau Wiebke Harmsen fehlt, Harmsens Nummer ist bekannt.", "Harmsens"),
    ("Sofie Lindegaard er mødt for sent. Lindegaards tillidsmand deltog.", "Lindegaards"),
    ("Läsnä: Aino Korhonen, Ville Laine. Villen tehtävä on siivous.", "Villen"),
    ("Närvarande: Omid Rahimi, Karin Ek. Omids förslag bordlades.", "Omids"),
    ("Bodnár Zsolt helyett más jön, Bodnárnak új száma van.", "Bodnárnak"),
)
MINUTES = (
    ("pres. Morandi, De Luca, Singh\n1) approvazione verbale", "Morandi"),
    ("Excusé : M. Ben Slimane\n1) Devis", "Ben Slimane"),
    ("Afwezig m.k.: Bakker, El Idrissi, De Wit\n1. Opening", "El Idrissi"),
    ("Entschuldigt: Krahl, Özkan, Lindemann\nTOP 1 Budget", "Krahl"),
    ("Asistentes: Ing. Rubén Iturbe, Arq. Nadia Robledo, don José María Chen", "Nadia Robledo"),
    ("出席:田村、ファム・ティ・ホア、宮本(遅刻)\n・予算", "ファム・ティ・ホア"),
    ("出席:田村、ファム・ティ・ホア、宮本(遅刻)\n・予算", "宮本"),
    ("참석: 서다은 팀장, 다니엘 김, 강하늘 사원", "다니엘 김"),
    ("출석: 채민호 출석, 도유진 지각, 알리 하산 출석, 맹지훈 휴가.", "알리 하산"),
    ("签到:石磊 到 / 贺婷 迟到 / 阿不都 到 / 佟伟 请假", "阿不都"),
)
ROWS = (
    ("08–12 Gun 070-111 16 44\n12–16 Hassan +46 73 559 77 86", "Gun"),
    ("12/29 村田 8-12時 080-2111-0355\n12/30 パク・ジュン 13-17時", "村田"),
    ("구본석 / 900620-2117791 / 성명 불일치", "구본석"),
    ("高雅玲 E262560406\n溫啟宏 B158357030", "溫啟宏"),
    ("From: Paula Hidalgo phidalgo@example.org\nThe pump broke", "Paula Hidalgo"),
    ("name=Петър Цолов&email=p.tsolov@mail.bg&size=XL", "Петър Цолов"),
    ("Meier, Kathrin; Hamburg; 2 ÜN\nEl-Khoury, Samir; Hamburg; 2 ÜN", "El-Khoury, Samir"),
    ("Cliente 40771, Rosario Cantalejo, importe 88 €", "Rosario Cantalejo"),
    ("早乙女 千尋\t814055083247\t30,000", "早乙女 千尋"),
)
ROLES = (
    ("Лікарко Соломіє, пацієнт чекає на дзвінок.", "Соломіє"),
    ("המורה ענת תהיה זמינה ב-054-1234567", "ענת"),
    ("המבוטחת נועה שטיינר מבקשת החזר.", "נועה שטיינר"),
    ("أبلغت مسؤول التقنية بلال.", "بلال"),
    ("目击者宋玉兰,电话13900001111", "宋玉兰"),
    ("请转给销售部汪晓琳。", "汪晓琳"),
    ("請聯絡水電志明師傅(0911-222-333)", "志明"),
    ("申請人邱郁雯護照英文名 CHIU YU-WEN", "CHIU YU-WEN"),
    ("担当の大塚から引き継ぎました。", "大塚"),
    ("목격자 남궁현 씨의 진술입니다.", "남궁현"),
    ("Kysyy Heikki HR:stä.", "Heikki"),
    ("Für Tran Thi Mai kommt vom Amt ein Brief.", "Tran Thi Mai"),
    ("Redáctame una disculpa, firma Carmen", "Carmen"),
)


def _names(text: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"]


@pytest.mark.parametrize(("text", "name"), AGAIN)
def test_who_is_named_again_in_a_case_is_found(text: str, name: str) -> None:
    assert any(name in one for one in _names(text))


@pytest.mark.parametrize(("text", "name"), MINUTES)
def test_who_was_there_or_was_not_is_found(text: str, name: str) -> None:
    assert any(name in one for one in _names(text))


@pytest.mark.parametrize(("text", "name"), ROWS)
def test_who_stands_in_a_row_with_a_number_is_found(text: str, name: str) -> None:
    assert any(name in one for one in _names(text))


@pytest.mark.parametrize(("text", "name"), ROLES)
def test_who_does_what_is_found_behind_the_role(text: str, name: str) -> None:
    assert any(name in one for one in _names(text))


def test_an_address_does_not_take_the_name_before_it() -> None:
    text = "From: Oscar Lind olind@example.se"

    found = {one.kind: text[one.start : one.end] for one in REDACTOR.findings(text)}

    assert found == {"name": "Oscar Lind", "email": "olind@example.se"}
