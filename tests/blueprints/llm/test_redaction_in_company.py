"""Names that stand alone, in a text that names somebody or holds somebody's number besides."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
WITH_A_NUMBER = {
    "in a sentence": ("Schlüssel bei Hildebrandt im 2. OG, Tel. +49 221 2733638", "Hildebrandt"),
    "before the word for a phone": ("Notfall: Hildebrandt, Tel. +49 221 2733638", "Hildebrandt"),
    "behind the first word": ("Bitte Hildebrandt anrufen, Tel. +49 221 2733638", "Hildebrandt"),
    "at its beginning": ("+49 221 2733638\nHildebrandt unterschreibt morgen", "Hildebrandt"),
    "in a list of shifts": ("Dahl dag, Moen kveld, reserve Trygve (+47 465 51 166)", "Moen"),
    "what is theirs": ("Lindqvists grupp är för stor, ring +46 70 123 45 67", "Lindqvists"),
    "a word, where it acts": ("Toledo vota en contra, tel. +34 652 666 335", "Toledo"),
    "in small letters": ("zis lu' raluca ca nu mai vine, 0721 234 567", "raluca"),
    "a woman, in Czech": ("pošli to Jelínkové, tel. +420 602 123 456", "Jelínkové"),
    "a woman, in Polish": ("faktura od Jabłońskiej, tel. +48 501 234 567", "Jabłońskiej"),
    "a household": ("Molnárék jönnek hétre, tel. +36 70 735 4377", "Molnárék"),
}
NOBODYS = {
    "a family name in a text of things": "Die Firma liefert Hildebrandt in zwei Größen",
    "a word that begins a sentence": "Maak er een rapport van. Tel. 06 90 65 14 16",
    "a word that begins a line": "tel: 020-7840636\nMaak hier een nette brief van",
    "a town": "Meneer Visser uit Assen kreeg een factuur",
    "a town between commas": "Donatella Caruso, Bergamo, 2026",
    "what is left of a firm": "Anna Berg wrote to Moen & Partners",
    "a word in small letters": "Mimi ni Akinyi Wekesa, nimelipa kwa kadi yangu",
    "the month behind a name": "Call +1 555 010 4477 in Grant 5",
}
CASES = {
    "Slovene": ("povej Mojci da je ključ pri Gregorju", ("Mojci", "Gregorju")),
    "Slovak": ("daj to Katke alebo pánovi Ďuricovi", ("Katke",)),
    "Czech": ("řekni Zdeňkovi ať to pošle", ("Zdeňkovi",)),
}
OTHER_WRITINGS = {
    "Bengali, both names": ("মাহফুজ গাজী বললেন", ("মাহফুজ গাজী",)),
    "Bengali, behind a name": ("রহিম আপাকে বলেন চাবি কোথায়", ("রহিম",)),
    "Bengali, to somebody": ("ফাইল নুসরাতকে পাঠান, নুসরাত জাহান", ("নুসরাত জাহান",)),
    "Thai, within words": ("พี่สมชายฝากบอกนพดลว่าเอกสารอยู่ที่นี่", ("สมชาย", "นพดล")),
    "Chinese, at somebody's": ("钥匙在许慧敏那儿", ("许慧敏",)),
    "Chinese, a cell": ("2,曾宜蓁,+886 998 383 621", ("曾宜蓁",)),
    "Chinese, spoken to": ("建国你跟老师说一下", ("建国",)),
    "Japanese, who is away": ("出席：木村部長、吉田（欠席：清水）。", ("木村", "吉田", "清水")),
    "Korean, to somebody": ("현우 씨한테 열쇠 줬어?", ("현우",)),
    "French, a title": ("M. Quexlacroix m'avait promis un remboursement", ("Quexlacroix",)),
    "Portuguese, an article": ("A Larissa do RH pediu até amanhã", ("Larissa",)),
}
SECRETS = {
    "a storeroom": ("kod till förrådet är 3518", "3518"),
    "a gate": ("PIN la poartă 9380.", "9380"),
    "a code that was changed": ("De alarmcode is gewijzigd in 281813", "281813"),
    "a code with a letter": ("side gate code at the depot is 6074E", "6074E"),
    "a house": ("code de l'immeuble 6073*, 3e gauche", "6073*"),
    "what a password is for": ("geslo za projektor g@rt3n567, hvala", "g@rt3n567"),
    "a password, by the way": ("passordet til mappa er forresten f@lc0n541", "f@lc0n541"),
    "behind a colon": ("Wifin salasana mökillä: thund3r072", "thund3r072"),
    "a word, a sign and digits": ("wifi 비번 Hallabong_31 라고 알려줘", "Hallabong_31"),
    "words that signs join": ("parola e soup-And-Mamaliga și", "soup-And-Mamaliga"),
    "what it was changed to": ("密码改成xiaolongbao88了", "xiaolongbao88"),
    "a garage": ("koda za garažo 7302 in da naj zapre", "7302"),
    "a door, in Japanese": ("玄関の暗証番号は8263だよ", "8263"),
    "with the sign at its end": ("password: Sommer2024!", "Sommer2024!"),
    "in Korean": ("비번 바꿨어요 FalconTundra42* 이고", "FalconTundra42*"),
}
NO_SECRETS = (
    'curl -H "Authorization: Bearer YOUR_API_KEY" -H "X-Request-Id: '
    'cba84573-7c89-72aa-15a1-483dee9bba23"',
    "zip code front office 90210",
    "error code for the door sensor is 4012",
)
FIRMS = (
    "Order 20-598 from Pettifer Joinery arrived short",
    "Zamówienie z hurtowni Bracia Pietruszka",
    "Albarán B-912681 de Ferretería Olivar: faltan 10 cajas",
    "Vedlikehold av Torgeir-pumpe type DP255",
)


def _found(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == kind]


@pytest.mark.parametrize(("text", "name"), WITH_A_NUMBER.values(), ids=WITH_A_NUMBER)
def test_a_name_alone_is_hidden_beside_a_number(text: str, name: str) -> None:
    assert name in _found(text, "name")


@pytest.mark.parametrize("text", NOBODYS.values(), ids=NOBODYS)
def test_what_is_no_person_stays_in_company(text: str) -> None:
    words = {"Hildebrandt", "Maak", "Assen", "Bergamo", "Moen", "kadi", "Grant"}
    assert words.isdisjoint(_found(text, "name"))


@pytest.mark.parametrize(("text", "names"), CASES.values(), ids=CASES)
def test_cases_of_more_languages_are_names(text: str, names: tuple[str, ...]) -> None:
    assert set(names) <= set(_found(text, "name"))


@pytest.mark.parametrize(("text", "names"), OTHER_WRITINGS.values(), ids=OTHER_WRITINGS)
def test_names_are_found_in_their_own_writing(text: str, names: tuple[str, ...]) -> None:
    found = " ".join(_found(text, "name"))
    assert [name for name in names if name not in found] == []


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_codes_and_passwords_are_found_by_what_they_open(text: str, secret: str) -> None:
    assert _found(text, "secret") == [secret]


@pytest.mark.parametrize("text", NO_SECRETS)
def test_numbers_of_requests_and_places_are_no_secrets(text: str) -> None:
    assert _found(text, "secret") == []


def test_an_address_of_a_machine_is_found_behind_the_mark_of_a_sentence() -> None:
    assert _found("ルーターのログです。2a02:7535::9d から接続", "ip") == ["2a02:7535::9d"]


def test_what_says_my_name_in_korean_is_no_name() -> None:
    assert _found("안녕하세요, 제 이름은 김민준입니다", "name") == ["김민준"]


@pytest.mark.parametrize("text", FIRMS)
def test_firms_machines_and_ships_are_nobody(text: str) -> None:
    assert _found(text, "name") == []
