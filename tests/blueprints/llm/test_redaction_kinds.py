"""A number is of the kind that what stands beside it says; a word that is a name too needs more."""

# ruff: noqa: RUF001 - marks of other writings are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor


def found(text: str) -> list[tuple[str, str]]:
    findings = Redactor(Policy(), b"k" * 32).findings(text)
    return [(text[one.start : one.end], one.kind) for one in findings]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Hablé con Marta Ruiz (91 508 20 15).", "91 508 20 15"),
        ("Rozmawiałam z Anną Nowak (503-711-041).", "503-711-041"),
        ("Μίλησα με τον Νίκο (2310 695871), δέχεται.", "2310 695871"),
        ("अमित जी से बात हुई (9923224394), ठीक है।", "9923224394"),
        ("Поговорил с Ольгой Смирновой (8-915-324-55-35).", "8-915-324-55-35"),
        ("Falei com Ana Souza no 11 93799 6441, fechou.", "11 93799 6441"),
        ("rad: Tveit, Kari;24036334696;NO17 6091 6860 997;22 69 11 02.", "22 69 11 02"),
        ("Melati Hidayat;3273014905460013;0812-8160-7200", "0812-8160-7200"),
        ("Ravi Kumar, 9876543210, wants a callback", "9876543210"),
    ],
)
def test_a_number_beside_a_person_is_a_phone(text: str, number: str) -> None:
    assert (number, "phone") in found(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("سطر: نورة النجار؛ 1434810162؛ 00966 55 819 4498.", "1434810162"),
        ("Exit visa for Khalid, Iqama/ID 1114694522, please.", "1114694522"),
        ("γραμμή: Δήμητρα Νικολάου;09027695221;GR6601494834377205417521883", "09027695221"),
        ("पंक्ति: अमित मिश्रा;385493195795;+91-8874001551।", "385493195795"),
    ],
)
def test_a_number_in_the_row_of_a_person_is_the_persons(text: str, number: str) -> None:
    assert (number, "national_id") in found(text)


@pytest.mark.parametrize(
    ("head", "kind"),
    [("naam;bsn;uren", "national_id"), ("name;phone;uren", "phone"), ("name;order;uren", None)],
)
def test_a_number_in_a_column_is_what_the_head_of_the_table_says(
    head: str, kind: str | None
) -> None:
    numbers = ("335363234", "479690753")
    table = "".join(f"row {one};{number};32\n" for one, number in enumerate(numbers))

    kinds = dict(found(f"{head}\n{table}"))

    assert [kinds.get(number) for number in numbers] == [kind, kind]


def test_a_line_of_fewer_cells_is_no_head() -> None:
    rows = "one;two;three\n" * 5

    assert found(f"bsn;uren\n{rows}1;479690753;32\n") == []


def test_a_card_named_after_a_persons_number_is_a_card() -> None:
    text = "CPF: 065.779.505-47\nCartão: 2223-1347-1020-0282"

    assert ("2223-1347-1020-0282", "card") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sales (12345678) and Costs (87654321)",
        "Müller (2023-2024) and Anna Schmidt Verlag",
        "Spoke to the vendor about PO 4500123456.",
        "GDP was 21 427 700 000 000 that year",
        "PNR 5218280943, is the seat confirmed?",
    ],
)
def test_a_number_of_no_person_stays(text: str) -> None:
    assert [one for one in found(text) if one[1] != "name"] == []


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("Das Passwort für das Gäste-WLAN ist Birke#Wolke71, bitte ändern.", "Birke#Wolke71"),
        ("The password was reset to Granite&Moss84.", "Granite&Moss84"),
        ("Lösenordet till skrivaren är Tall@Kotte55, tack.", "Tall@Kotte55"),
        ("The wifi code of the lobby is Pine$Cone2024, keep it.", "Pine$Cone2024"),
        ("Yazıcının şifresi Çınar@Yaprak63 oldu.", "Çınar@Yaprak63"),
        ("كلمة مرور لوحة التحكم: Rakija208497 والسيرفر", "Rakija208497"),
        ("รหัสผ่านอีเมลส่วนกลางคือ 8dht-u36i-u97j ช่วยด้วย", "8dht-u36i-u97j"),
    ],
)
def test_a_password_is_found_some_words_behind_its_name(text: str, password: str) -> None:
    assert (password, "secret") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Passwords have 12 characters at least, of A-Z, a-z, 0-9 and !@#$%.",
        "Passwort-Manager: KeePassXC-2.7.6 für MacBook-Pro-16 installieren",
        "System.Net.Http, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a",
    ],
)
def test_what_is_said_of_passwords_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("連絡先はann@firma.example.jpです", [("ann@firma.example.jp", "email")]),
        (
            "IDはann@firma.example.jp。パスワードはTall55@Kotteです",
            [("ann@firma.example.jp", "email"), ("Tall55@Kotte", "secret")],
        ),
        ("密码重置邮件没有发到Ken.sato1990@163.com", [("Ken.sato1990@163.com", "email")]),
        ("Passwort weg, Mail an K.Sato1990@web.de fehlt", [("K.Sato1990@web.de", "email")]),
        (
            "mori@example.co.jpのアカウントに192.168.57.1から",
            [("mori@example.co.jp", "email"), ("192.168.57.1", "ip")],
        ),
    ],
)
def test_an_address_ends_where_another_writing_begins(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


def test_a_key_beside_its_identity_is_a_secret_and_a_commit_is_none() -> None:
    key = "zIMQDD8efJs2YL6XYw6h2reEsEYAW9rCiOPHIh6S"
    commit = "da39a3ee5e6b4b0d3255bfef95601890afd80709"

    assert (key, "secret") in found(f"it fails with AKIAZG4K6WJCODKVY652 / {key}")
    assert (commit, "secret") not in found(f"AKIAZG4K6WJCODKVY652 / {commit}")


@pytest.mark.parametrize(
    "text",
    [
        "Rosa y azul no combinan.",
        "Laine, niemi ja järvi: taivuta sanat",
        "Maksa takuuvuokra tilille.",
        "The Austin, Denver and Phoenix regions are down",
        "Is Grand Rapids closer than Lansing?",
        "Garden Rose Pot is sold out",
        "Eylül ve Nisan aylarında satış düştü",
        "Prof. und Arzt sehen das anders.",
    ],
)
def test_a_word_that_is_a_name_too_stays_where_nothing_says_so(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("reply to emma kvamme that it is late", "emma kvamme"),
        ("vastaa riitalle että toimitus siirtyy", "riitalle"),
        ("Anwesend: Till Richter, Anna Weber\n- Till klärt das", "Till"),
        ("उपस्थित: शबाना सिंह, मनोज चौधरी। शबाना फ़ोन करेंगे।", "शबाना"),
        ("4. PINAR ÜNAL\n5. Ayşe Şimşek", "PINAR ÜNAL"),
        ("Niamh Smith MSc | Head of Estates", "Niamh Smith"),
    ],
)
def test_a_name_is_found_in_small_letters_and_again(text: str, name: str) -> None:
    assert (name, "name") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ieri avv. Quagliotti ha scritto.",
        "Frl. Zwackelmann kommt morgen.",
        "Poslal to MUDr. Zbořilek včera.",
        "Uzm. Kızılkeçili aradı.",
    ],
)
def test_a_short_title_with_its_point_leads_up_to_a_name(text: str) -> None:
    assert [kind for _, kind in found(text)] == ["name"]
