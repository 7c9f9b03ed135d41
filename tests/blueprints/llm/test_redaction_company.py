"""Names that no list holds, by the company they keep: greetings, facts, lists, tables, places."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
TOKEN = "q7ka2mzx4vbn6yth3wpd5rjcfu2gls6eioa4tqmx7znb3kvw5hyd"
NAMES = {
    "who calls, in German": ("Guten Tag, hier spricht Zorba Quexley.", "Zorba Quexley"),
    "who calls, in Portuguese": ("Olá, aqui fala Zorba Quexley.", "Zorba Quexley"),
    "who calls, in Danish": ("Hej, det er Zorba Quexley fra lager 2.", "Zorba Quexley"),
    "who calls, in Polish": ("Dzień dobry, z tej strony Zorba Quexley.", "Zorba Quexley"),
    "who calls, in Hungarian": ("Jó napot, Zorba Quexley vagyok.", "Zorba Quexley"),
    "who calls, in Russian": ("Здравствуйте, это Зорба Квекслей.", "Зорба Квекслей"),
    "who calls, in Greek": ("Γεια σας, είμαι ο Ζόρμπα Κουέξλεϊ.", "Ζόρμπα Κουέξλεϊ"),
    "who calls, in Turkish": ("Merhaba, ben Zorba Quexley.", "Zorba Quexley"),
    "what somebody is": ("Zorba Quexley, Head of Sales, agreed.", "Zorba Quexley"),
    "what somebody is, below": ("Zorba Quexley\nLeiterin Einkauf", "Zorba Quexley"),
    "a phone": ("Zorba Quexley, +1 555 010 4477", "Zorba Quexley"),
    "an address of mail before it": ("zq@example.org (Zorba Quexley)", "Zorba Quexley"),
    "a birth": ("Zorba Quexley, born 12 March 1980", "Zorba Quexley"),
    "a line for signatures": ("See you.\n--\nZorba Quexley", "Zorba Quexley"),
    "capitals after a title in capitals": ("MRS ZORBA QUEXLEY", "ZORBA QUEXLEY"),
    "lines": ("- Anna Berg\n- Zorba Quexley\n- Peter Moos", "Zorba Quexley"),
    "lines with hours": ("9:00 Anna Berg\n9:30 Zorba Quexley\n10:00 Peter Moos", "Zorba Quexley"),
    "lines, turned": ("Berg, Anna\nQuexley, Zorba\nMoos, Peter", "Quexley, Zorba"),
    "a row": ("Sort: Anna Berg; Zorba Quexley; Peter Moos", "Zorba Quexley"),
    "a row of JSON": ('["Anna Berg", "Zorba Quexley", "Peter Moos"]', "Zorba Quexley"),
    "one of two": ("Zorba Quexley und Anna Berg", "Zorba Quexley"),
    "columns": ("first,last,plan\nZorba,Quexley,gold", "Quexley"),
    "after a family name of Kenya": ("Ask Juma Nyong'o about it.", "Juma Nyong'o"),
    "who goes": ("Exit notes: Suresh Kulkarni leaves on Friday", "Suresh Kulkarni"),
    "named as a queen, and more": ("By: Maria Theresa Sumulong", "Maria Theresa Sumulong"),
    "a family name that is a thing": ("Customer: Thomas Case\nEmail: -", "Thomas Case"),
    "signed in Japanese": ("見積書をお願いします。\n高橋", "高橋"),
    "a surname told in Chinese": ("您好，敝姓邱，想退貨", "邱"),
    "a family name that wants": ("Pretorius wants to know why.", "Pretorius"),
    "a family name that proposes": ("Ata: Coelho propôs vender a carrinha", "Coelho"),
    "a family name that objects": ("Krämer hat Bedenken wegen der Lieferzeit", "Krämer"),
    "who is ill in French": ("Moreau est malade, qui fait la caisse ?", "Moreau"),
    "who is absent in Italian": ("Brambilla è assente fino a lunedì", "Brambilla"),
    "who is ill in Polish": ("Kowalczyk jest chory", "Kowalczyk"),
    "who is ill in Swedish": ("Lindqvist är sjuk, vem öppnar?", "Lindqvist"),
    "who is missing in Romanian": ("Popescu lipsește azi", "Popescu"),
    "by whom": ("Effet 25/07. Traité par Dupont.", "Dupont"),
    "with whom": ("Rozmawiałem z Kowalskim o premiach", "Kowalskim"),
    "who was there": ("Παρόντες: Μελά, Ράπτη, Γαλάνης\nΗ πρόταση", "Ράπτη"),
    "a family name of Israel": ("רוזנברג ביקש הנחה", "רוזנברג"),
    "with whom, in Arabic": ("تحدثت مع البلوشي أمس", "البلوشي"),
    "first and last in JSON": ('{"first":"Anil","last":"Das"}', "Das"),
    "a family name behind a role": ("le client moreau a payé", "moreau"),
    "a family name behind whether": ("zapytaj czy kaczmarek oddał klucze", "kaczmarek"),
    "with a chair": ("Present: Carpenter, Akhtar, Potts (chair)\nx", "Potts"),
    "all lines of a list": (
        "- Mende kommt nicht rein\n- Ackermann braucht ein Headset\n- Trupp: neuer Rechner",
        "Trupp",
    ),
    "Chinese in Latin letters": ("Badge for Yuting Wang, please", "Yuting Wang"),
    "greeted, and a word too": ("hi anil,\nprod creds follow", "anil"),
    "an apostrophe of Turkey": ("selam, barış'a da ilettim", "barış"),
    "whom somebody speaks to in Arabic": ("لو سمحت يا كريم، أرسلها", "كريم"),
    "behind a stroke in Arabic": ("وابعتها كمان لـأحمد حافظ", "أحمد حافظ"),
    "a title of Iran": ("آقای یزدانی وصل شد", "یزدانی"),
    "a title of Croatia": ("Prisutni: gđa Radić", "Radić"),
    "small letters": ("hey its sherry williams again", "sherry williams"),
}
NOBODY = {
    "below a head that is none": "| Field | Value |\n|---|---|\n| Full name | - |\n| SSN | - |",
    "places in a column": "id,price,warehouse\n3,1824.93,Charlotte\n4,21.31,Florence",
    "departments in a signature": "Any trouble, ring.\n\nHR Advisor, Leeds",
    "a street": "Projektstandort: Vytauto Didžiojo g. 70",
    "weekdays of Korea": "- 다음 회의: 목요일 11:02",
    "who answers by machine": "Assistant: hello\nUser: hi\nAssistant: bye",
    "a firm that is greeted with": "Hi, this is Customer Support",
    "abbreviations": "A diferença entre MEI, ME e EPP?",
    "goods in quotes": "12 cajas «Sierra del Romero», lote L20843",
    "offices of Japan": "名古屋営業所へ水曜着でお願いします",
    "an avenue": "Rota: Av. Brigadeiro Faria Lima, Rua Oscar Freire",
    "a street in two words": "Projectlocatie Willem de Zwijgerlaan, Breda",
    "the pages of a list": '{"first": "page1", "last": "page9"}',
    "a disease": "Raynaud's phenomenon, Bell's palsy",
    "English in Vietnamese": "Dịch sang tiếng Anh: phở bò",
    "a warehouse": "o armazém da Maia fecha às 10:38",
    "a dish": "iskender, Ali Nazik, künefe",
}
SECRETS = {
    "what it was changed to": ("The password was changed to RDnUsx07rc.", "RDnUsx07rc"),
    "changed, in German": ("Das Passwort wurde auf RDnUsx07rc geändert.", "RDnUsx07rc"),
    "changed, in Polish": ("Hasło zostało zmienione na RDnUsx07rc", "RDnUsx07rc"),
    "changed, in Japanese": ("パスワードをRDnUsx07rcに変更しました", "RDnUsx07rc"),
    "changed, in Chinese": ("密码改成 orange2026! 了", "orange2026!"),
    "changed, in Turkish": ("Parola RDnUsx07rc olarak değiştirildi", "RDnUsx07rc"),
    "no digit in it": ("password wifi ganti jadi Qoxow!CGLM% ya", "Qoxow!CGLM%"),
    "words with hyphens": ("parola temporară zebra-pepper-bluebird-26", "zebra-pepper"),
    "a door": ("The alarm code for the shop is 8094.", "8094"),
    "a door, in French": ("le code de la porte est 4711", "4711"),
    "a card": ("my PIN is 4711", "4711"),
    "what opens a database": ("new PDO('mysql:host=a', 'web', '8EtLOgq04zQn')", "8EtLOgq04zQn"),
    "its word in a case": ("papírek s heslem Winter@Nordlys85 k účtu", "Winter@Nordlys85"),
    "said before its name": ("Use Falcon2026? as the password", "Falcon2026?"),
    "said before, in quotes": ('"RDnUsx07rc" ist das neue Passwort', "RDnUsx07rc"),
    "a token of Azure": (f"Azure DevOps PAT {TOKEN} rotated", TOKEN),
}
NO_SECRETS = (
    "Use Keycloak23 as the password manager",
    "Passwort-Reset auf iOS17Beta funktioniert nicht",
    "We changed the password hashing to Argon2id in v2.3",
    "La contraseña se cambió en Office365",
    "The password for INC0012345 was changed today",
    "postal PIN code 560001",
    "error code 4711 in module 12345",
    "product code 4711, country code 0049",
    "the security code review took 2024 hours",
)
PHONES = {
    "a sign for it": "📞 612 345 678",
    "said behind it": "601 234 567 is my new number",
    "two letters and dashes": "appelle-moi au 06-12-34-56-78",
    "to call back, in Japanese": "請求の件、折り返しは080-3927-4470まで",
}


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_a_name_is_found_by_its_company(text: str, name: str) -> None:
    assert name in _found(text, "name")


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_what_keeps_no_such_company_is_nobody(text: str) -> None:
    assert not _found(text, "name")


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_a_password_is_found_some_words_from_its_name(text: str, secret: str) -> None:
    assert any(secret in one for one in _found(text, "secret"))


@pytest.mark.parametrize("text", NO_SECRETS)
def test_programs_beside_the_word_password_are_no_secrets(text: str) -> None:
    assert not _found(text, "secret")


@pytest.mark.parametrize("text", PHONES.values(), ids=PHONES)
def test_a_phone_is_told_by_more_words_and_signs(text: str) -> None:
    assert _found(text, "phone")


def test_a_time_from_one_day_to_another_holds_no_number_of_a_person() -> None:
    text = "CNP: 2571026353226\nPerioada: 03.08.2024 - 26.05.2026"

    assert _found(text, "national_id") == ["2571026353226"]


def test_the_number_of_a_claim_is_no_phone() -> None:
    text = "The claim number is 48557500. Please call back at +1 (795) 419-1232."

    assert _found(text, "phone") == ["+1 (795) 419-1232"]


def test_the_street_of_a_warehouse_is_left_alone() -> None:
    assert not REDACTOR.findings("40 boxes for the warehouse at 12 Elizabeth Street, Melbourne")


@pytest.mark.parametrize(
    "text",
    [
        "My address is 12 Elizabeth Street, Melbourne",
        "40 boxes for Anna Berg at 12 Elizabeth Street, Melbourne",
    ],
)
def test_the_street_of_a_person_is_found(text: str) -> None:
    assert _found(text, "address") == ["12 Elizabeth Street"]


def _found(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == kind]
