"""Whom the whole world knows, and what is called after persons, is left alone; persons are not."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
NOBODY = {
    "a thinker to explain": "Explain Immanuel Kant and John Stuart Mill to a teenager.",
    "a thinker in a case": "Wyjaśnij poezję Adama Mickiewicza w pięciu zdaniach.",
    "the family name first": "Magyarázd el Petőfi Sándor költészetét öt mondatban.",
    "unknown, but to be explained": "Explica María Quaxgarcía y su teoría del caos.",
    "unknown, but written about": "Write an essay on Hilaria Mantelson, 800 words.",
    "in a list with the famous": "Read Fernando Pessoa, Ricardo Quaxreis e Álvaro Zorblino.",
    "of a play": "Na cantina há bolo romeu e julieta.",
    "a room in quotes": "Обучението е в зала „Иван Вазов“ от 11:00 ч.",
    "a room with an adjective": "L'incontro è nella sala conferenze Enzo Quaxrossi.",
    "a room in Arabic": "موعد الدورة في قاعة ابن سينا غدا.",
    "a stop": "Zastávka Karla Čapka 8:57, Husova 5:49.",
    "a street behind a rank": "Kirim ke Jl. Jenderal Ahmad Yani 23, Jakarta.",
    "a street of a title": "Prédio da Av. Brigadeiro Rafael Quaxlima, 4164.",
    "a street in a case": "Hissi Aleksis Kiven kadulla on rikki.",
    "a street of initials": "Kaup: 34 purki, A. H. Tammsaare tee 42, Tallinn.",
    "a station": "From Chhatrapati Shivaji Terminus to Lokmanya Tilak, coach B6.",
    "a stadium": "En el estadio Diego Armando Maradona, fila 12.",
    "a visitor center": "You work for the Olga Quaxwright visitor center gift shop.",
    "a school in a list": "Yunus Emre Caddesi, Yaşar Kemal Kültür Merkezi kapalı.",
    "goods behind a packing": "12 bakken Stella Quaxbier en Leonora pralines.",
    "goods of a packing": "10 confezioni di Maria Quaxbianchi, 45 pezzi.",
    "goods before a packing": "Estoque: arroz Tio João 29 fardos.",
    "goods by number in an order": "Ordre 331: 24 Anton Quaxberg, 12 Carlsberg",
    "goods with a title": "36 butelek Pan Tadeusz, 20 paczek.",
    "a drink with a title": "Dr. Pepper costs more than Captain Morgan.",
    "one car of many": "Accidentul a fost cu un Logan, marți.",
    "a car in a list": "Dacia Duster și Logan se mută la nivelul -2, preț 24 lei.",
    "a law": "Vysvetli § 44 a Lex Šimečka laicky.",
    "a filter": "Which ones discuss Kalman filters?",
    "an exercise": "Nordic curls, Arnold press and squats: 3 sets.",
    "days of a log": "Date:   Sat Jun 21 05:39:00 2025 +0200",
    "a day of a month": "Mon Jan 13 09:22:11 2025 backup ok",
    "letters with an ending": "Agenta mi-a cerut CNP-ul și IBAN-ul, dar nu răspunde.",
    "an account and a host": "user=anna_ro role=readonly; host=julia-02.example.net",
    "a crowd": "Liebe Kolleginnen und Kollegen, die Kantine öffnet.",
    "customers that are firms": "Kunde;Ansprechpartner\nSiemens Quaxdiners;offen\n",
    "a site in Arabic": "الموقع بيطلع خطأ",
    "a version behind a slash": 'curl -A "Chrome/129.0.0.0" and "Quaxbrowser/91.0.0.0"',
    "where code is kept": "git clone git@github.com:team/app.git && cd app",
}
PERSONS = {
    "a title": ("Frau Kant und Mr. Harry Potter warten.", ("Kant", "Harry Potter")),
    "an address": ("James Bond <bond@example.org> asked.", ("James Bond",)),
    "a number beside it": ("Call John Stuart Mill, tel. 0170 1234567.", ("John Stuart Mill",)),
    "who asks for goods": ("Anna Quaxworth orders 12 boxes.", ("Anna Quaxworth",)),
    "whom goods are for": ("Send 12 boxes to Helen Quaxclark today.", ("Helen Quaxclark",)),
    "explained to": ("Erkläre Anna Schmidt, dass es teurer wird.", ("Anna Schmidt",)),
    "an article before a title": ("Un señor Marco Gómez llamó.", ("Marco Gómez",)),
    "An, who is a woman": ("Stuur het naar An Wouters (an@example.org)", ("Wouters",)),
    "a family of neighbours": ("review for hope van buren: well done", ("hope van buren",)),
    "a chat": ("Liis: tere\nKersti: jah\nLiis: kas on makstud?", ("Liis", "Kersti")),
    "a chat with times": ("Rose [10:15] hi\nMark [10:16] on it", ("Rose", "Mark")),
    "a chat in Hebrew": ("איתי: שלום\nתמר: כן\nאיתי: תודה", ("איתי", "תמר")),
    "a handle before a point": ("approve this, cc @Vikram. Thanks", ("Vikram",)),
    "a row with a number": ("Washington, Tyler, 548-11-2662, single", ("Washington, Tyler",)),
    "a line that signs": ("Danke!\nFreundliche Grüsse, Beat", ("Beat",)),
    "within brackets": ("Bei Fragen anrufen (Empfang, Jule).", ("Jule",)),
    "by way of": ("Hun kom til oss via Sindre Quaxaasen.", ("Sindre Quaxaasen",)),
    "a word that is a family": ("druga osoba Lis Ewa, PESEL", ("Lis Ewa",)),
    "Croatian, a case": ("Marku Horvatu treba poslati rješenje.", ("Marku Horvatu",)),
    "before a town": ("Agenta Ioana de la Cluj a sunat.", ("Ioana",)),
    "of Bali": ("Kemarin Ni Luh dari ekspedisi bilang.", ("Ni Luh",)),
    "Vietnamese, a customer": ("Khách Trần Minh Tuấn gửi thẻ.", ("Trần Minh Tuấn",)),
    "Thai, a title": ("คุณ นภัสสร วงศ์ใหญ่ โทรมา", ("นภัสสร วงศ์ใหญ่",)),
    "Thai, a label": ("ชื่อ-นามสกุล: กนกวรรณ รัตนพันธ์", ("กนกวรรณ รัตนพันธ์",)),
    "Thai, introduced": ("ดิฉัน พิมพ์ชนก บุญมาก จากแผนกจัดซื้อ", ("พิมพ์ชนก บุญมาก",)),
    "Thai in English": ("our client Khun วรรณา วงศ์ใหญ่: delivery", ("วรรณา วงศ์ใหญ่",)),
    "Hebrew in English": ("Mr./Ms. שירה כהן states that", ("שירה כהן",)),
    "Arabic in English": ("the landlord is أحمد فوزي. Translate", ("أحمد فوزي",)),
    "Hebrew, from a bank": ("אבל יעל מהבנק לא מוצאת כלום", ("יעל",)),
    "Hebrew, told": ("תודה! ספרי גם לנועה", ("נועה",)),
    "Arabic, told": ("أرسل لخالد رسالة تهنئة", ("خالد",)),
    "Arabic, spoken to": ("وكلمت هاني في المخزن وقال نعم", ("هاني",)),
    "Arabic, a customer": ("الزبون كريم فوزي بيشتكي", ("كريم فوزي",)),
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_namesakes_of_persons_are_left_alone(text: str) -> None:
    assert REDACTOR.findings(text) == []


@pytest.mark.parametrize(("text", "names"), PERSONS.values(), ids=PERSONS)
def test_a_person_is_found_where_a_namesake_could_be_meant(
    text: str, names: tuple[str, ...]
) -> None:
    found = {text[one.start : one.end] for one in REDACTOR.findings(text)}

    assert found >= set(names)


def test_who_answers_in_a_chat_by_machine_is_no_person() -> None:
    text = "Anna: hi\nAssistant: hello\nAnna: explain\n"

    found = {text[one.start : one.end] for one in REDACTOR.findings(text)}

    assert found == {"Anna"}
