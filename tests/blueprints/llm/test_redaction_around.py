"""Names and numbers by what is around them, in many languages and scripts: labels, lists, kin."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
NAMES = {
    "a greeting in small letters": ("szia marika, megjött a csomag?", "marika"),
    "two words after a greeting": ("hej torben quaxgaard, kan du ringe?", "torben quaxgaard"),
    "behind von in small letters": (
        "hallo friederike von quaxwald kommt",
        "friederike von quaxwald",
    ),
    "behind van in small letters": ("hoi annelies van zorblen, bel je?", "annelies van zorblen"),
    "the family name first in small letters": ("szólj hogy kovács borbála késik", "kovács borbála"),
    "an ending of Russia in small letters": ("привет, алина черных опоздает", "алина черных"),
    "before a short word and a hyphen": ("Nagy Borbála TAJ-száma hiányzik.", "Nagy Borbála"),
    "before a short word": ("Birgit Sommer IBAN fehlt noch.", "Birgit Sommer"),
    "a title with its point": ("Frau Mag. Zorblinger kommt um acht.", "Zorblinger"),
    "a French particle": ("Merci de joindre Camille d'Aubrac ce soir.", "Camille d'Aubrac"),
    "a particle with a capital, turned": ("El Idrissi, Yasmina;Gent;2024", "El Idrissi, Yasmina"),
    "Greek capitals": ("ΑΣΘΕΝΗΣ: ΕΛΕΝΗ ΔΗΜΗΤΡΙΑΔΟΥ, ΤΜΗΜΑ 4", "ΕΛΕΝΗ ΔΗΜΗΤΡΙΑΔΟΥ"),
    "Vietnamese capitals": ("NGƯỜI NHẬN: TRẦN QUỐC HÙNG, KHO 2", "TRẦN QUỐC HÙNG"),
    "Vietnamese small letters": ("nhờ phạm thùy trang trực thay", "phạm thùy trang"),
    "said in Japanese": ("「鬼頭と申します。予約をお願いします」", "鬼頭"),
    "one letter in Japanese": ("林課長の日程を確認してください。", "林"),
    "one letter and a given name": ("堀 健太郎さんに連絡しました。", "堀 健太郎"),
    "Latin letters in Japanese": ("Kaori Teramoto様にお送りします。", "Kaori Teramoto"),
    "a Japanese field in JSON": ('{"顧客名": "榎本 沙織"}', "榎本 沙織"),
    "beside an address of mail in Chinese": ("劉秋香, lin.yc@example.org, 02-2621", "劉秋香"),
    "a child in Chinese": ("您好，我是思雨的妈妈。", "思雨"),
    "a rare family name in Chinese": ("请转告欧阳雪，会议改期。", "欧阳雪"),
    "a boss in Chinese": ("报价单发了吗？钱总今天要。", "钱"),
    "a child in Korean": ("안녕하세요, 서윤 어머니입니다.", "서윤"),
    "a short name on a label in Korean": ("보호자: 김훈, 환자: 박서준", "김훈"),
    "whose number it is in Korean": ("최건의 연락처를 지워 주세요.", "최건"),
    "Latin letters in Korean": ("수취인 Minji Namgung, 금액 확인", "Minji Namgung"),
    "a list of who is there in Hindi": ("उपस्थित: कमलेश अवस्थी, शबाना कुरैशी", "कमलेश अवस्थी"),
    "a list of who is there in Hebrew": ("נכחו: יובל גבאי, אביגיל שגב", "אביגיל שגב"),
    "a patient in Indonesian capitals": ("PASIEN: RATNA SIREGAR, KAMAR 3", "RATNA SIREGAR"),
    "a driver in Finnish": ("Kuljettaja Heikkinen Pirkko soitti.", "Heikkinen Pirkko"),
    "a Dutch title": ("Klacht van de heer Boersma: zijn kaart is belast.", "Boersma"),
    "a Dutch title and a particle": ("Bel de heer van Leeuwen terug.", "van Leeuwen"),
    "a family called after a town": ("Läkare: Margareta von Essen", "Margareta von Essen"),
    "a family called after a stream": (
        "owner: Maarten van de Wetering",
        "Maarten van de Wetering",
    ),
    "an ending of Russia before a given name": ("Бронь: Лисицкий Захар, карта", "Лисицкий Захар"),
    "behind a firm in Chinese": ("你好，我是华为的蒋梦瑶，请回电。", "蒋梦瑶"),
    "two letters for a family in Chinese": ("VALUES ('上官少华', 1)", "上官少华"),
    "both in small letters": ("both javier and thaddeus signed it", "javier"),
}
NOBODY = (
    "Explique o Carnaval, a Festa Junina e o Natal para crianças.",
    "Propose un menu : quiche Lorraine, salade Niçoise, crêpes Suzette.",
    "Logitech MX Master 3S, kolor grafitowy",
    "Resume el argumento de «Don Quijote» para un examen.",
    "Erkläre Wiener Schnitzel und Linzer Torte.",
    "Ramazan Bayramı tatili kaç gün?",
    "Is Durga Puja a holiday?",
    "问题是公司的安全，请回复。",
    "The train from York to St Ives was late.",
    "Stop by the Wendy's on Main Road, then turn left.",
    "Ferga går fra Kong Olavs kai klokka ni.",
    "Jedziemy z Łodzi do Radomia jutro rano.",
    "Od rana nie działa drukarka.",
    "La funzione nella libreria non parte stamattina.",
    "Is the Linden Barrier closed on Sundays?",
    "When does the Oakfield Council meet again?",
    "The Village Hall needs a new roof.",
    "구매팀 과장 회의는 세 시입니다.",
    "부가세 포함 금액을 알려 주세요.",
    "明天送达中山路的仓库。",
    "المباراة في ملعب الأمير عبدالله غدا",
    "كم يوما يستحق الموظف بعد خمس سنوات؟",
    "IKEA Billy finns i lager.",
    "Semmering, Maria Alm und Flachau melden Neuschnee.",
    "Aplica o artigo 12 do Código do Trabalho.",
    "Yarın son gün, acil bakar mısın?",
    "Nom;Prénom;Ville",
)
NUMBERS = {
    "behind its Chinese word": (
        "身份证号11010519491231002X能删吗",
        "11010519491231002X",
        "national_id",
    ),
    "a name and a mobile": ("1) Ancy Thomas - 9812345670 2) more", "9812345670", "phone"),
    "a contact after an identity": (
        '"cpf": "1", "contato": "(31) 9 2549 9142"',
        "(31) 9 2549 9142",
        "phone",
    ),
    "dial it": ("набери 89920522815 вечером", "89920522815", "phone"),
    "a new number": ("Hun har skiftet nummer til 24 97 27 19.", "24 97 27 19", "phone"),
    "insurance in Austria": ("SV-Nr. 9417170559 fehlt", "9417170559", "national_id"),
    "a street": ("Abito in via Roma 12, Torino", "via Roma 12", "address"),
}
NO_NUMBERS = (
    "Shipped via ground on 2026-08-23, thanks.",
    "Paczka czeka przy ul. Jana Kilińskiego do 14.12.2025.",
    "Pakke 00867490177928 hentes i morgen.",
    "Tuotekoodi 087811-894, varastossa 17 kpl.",
    "E-way bill no. 4515 5203 1232 is pending.",
    "운송장 6512 3456 7890 조회",
)


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_a_name_is_found_by_what_is_around_it(text: str, name: str) -> None:
    assert name in _found(text, "name")


@pytest.mark.parametrize("text", NOBODY)
def test_places_and_words_that_are_rare_names_are_left_alone(text: str) -> None:
    assert not _found(text, "name")


@pytest.mark.parametrize(("text", "number", "kind"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_is_what_the_words_before_it_say(text: str, number: str, kind: str) -> None:
    assert number in _found(text, kind)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_numbers_of_parcels_and_dates_are_nobodys(text: str) -> None:
    assert REDACTOR.findings(text) == []


def _found(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == kind]
