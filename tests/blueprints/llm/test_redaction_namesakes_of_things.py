"""Firms, lifts, teams, dishes, houses and streets called after persons are nobody's data."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
FIRMS = (
    "Rahmenvertrag R-2021-17 mit Emil Dorn KG läuft Ende März aus.",
    "Angebot von Bruno Falk GmbH & Co. KG über 12 Paletten, gültig bis 30.06.",
    "Vervoerder Pieters de Boer B.V. rekent 85 euro per pallet.",
    "Yours faithfully, Harcombe Wexley LLP",
    'Märkt kollit "Karlsson Plåt AB, port 3" och ställ det på lastkajen.',
    "Fornecedor: Barros & Filhos, Lda.",
    "Client : Martin & Fils SARL, devis 2024-118.",
    "Notificada: Construtora Ipiranga Norte Ltda. Prazo de 30 dias.",
    "Faktura od Nowak Transport sp. z o.o. na 1200 zł.",
    "Ponuda firme Marko Gradnja d.o.o. vrijedi do petka.",
    "Factura vine de la Engie Furnizare, scadența 15 zile.",
    "Das Paket liegt seit Tagen bei Schenker in Kassel.",
    "Der Webhook von Mollie.com liefert 404, was tun?",
)
TEAMS_AND_DISHES = (
    "Table after 12 rounds: Queen Anne 31, St George 28, Lord Nelson 25, Prince Albert 20.",
    "Stand nach 9 Runden: Turm Nord 14, Sankt Georg 12, Kaiser Karl 11, Prinz Eugen 9.",
    "Tabela po 9 kolejkach: Piast 21, Jagiellonia 18, Stefan Batory 15, Warta 9.",
    "Clasificación: San Martín 22, Bolívar 19, Juan Aurich 17, Colo Colo 12.",
    "Menü: Ali Nazik 310 TL, Hünkar Beğendi 360 TL, Sütlü Nuriye 130 TL.",
    "Menu: Caesar 12 €, Stroganoff 18 €, Wellington 24 €, Suzette 9 €.",
)
THINGS = (
    "Der Aufzug Schindler Nr. 40211 steht seit gestern, Wartung am Montag.",
    "Ascensor Otis nº 2 fuera de servicio hasta el lunes.",
    "Asansör Schindler no 5 bakımda, merdiveni kullanın.",
    "Aufzüge (Otis, Vertrag 88-210) werden am 3. März geprüft.",
    '{"sku":"EM-10","title":"Emma Chair, oak","qty":2}',
    "Produkt: Oskar Regal, 80 x 35 cm, 129 Euro",
    "f792ab2 Quita Carmen del selector de fuentes",
    "a83bc11 Remove Jasmine from package.json",
    "La perra Lola y la gata Nube tienen cita el jueves.",
    "Pas Džeki i mačka Mica idu na vakcinu u sredu.",
    "Canapé coloris Olive ou Jade, livré monté, 45 mots.",
    "كلمة sami هنا اسم خادم في الشبكة، وليست اسم شخص.",
)
PLACES = (
    "Gîte « La Marguerite » : semaine 30 libre, taxe de séjour incluse.",
    'Restaurant "Bei Giuseppe" hat montags zu, Pizza ab 8 €.',
    "El grupo del chat se llama Bodega Morelos, y el bot no entra.",
    "Inventaire de l'entrepôt Laval : 418 palettes.",
    "De bus rijdt via het Mr. Treubplein en stopt op het Dr. Schaepmanplein.",
    "Free parking at Harrison & 5th, doors open at 10.",
    "Cúp điện tuyến Trần Phú – Hùng Vương – Pasteur từ 8h đến 12h.",
    "Hotellet på Voss har 42 rom og trenger nye sengetepper.",
    "Klient z Czech pyta o fakturę, a klient z Węgier o palety.",
    "Lincoln and Madison are school names here; no student rows in this file.",
    "Inscrita en el R.M. de Burgos, tomo 1.221, folio 12, hoja BU-1122.",
    "会場は渋沢ホール、開場は18時、定員は120名です。",
    "사무동과 기숙사동의 전기 점검 일정을 표로 만들어 줘.",
    "注意「中山」是店名(中山北路那家),不要寫成人。",
    "Кружок «Юный Пирогов» набирает детей 8–10 лет.",
    "يقيم نادي ابن رشد الثقافي دورة خط من تسع جلسات.",
    'क्रिकेट क्लब "वीर शिवाजी" की फीस ₹500 है, सूचना बनाइए।',
)
WORDS = (
    "Zeichnung 4711 Rev. B. Der Kunde von Siemens will nur die Härte wissen.",
    "Zeugin des Vorfalls war niemand, Fragen an die Pforte.",
    "Paní na recepci byla protivná a pán v kuchyni mlčel.",
    "Opłata gotówką w kasie, pokój 4, od 8 do 15.",
    "Solo nella cassetta numero 4, non in sala.",
    "U koji fajl da upišem port 8080?",
    'Form says: "SURNAME (BLOCK LETTERS)" and "FORENAME (BLOCK CAPITALS)".',
    "Hazle un resumen de 5 líneas.",
    "Heute ist Silvester und morgen Neujahr, fährt der Bus?",
    "Was fehlt für ZUS ZUA und ZUS RCA?",
    "인원이 3 이상일 때만 메일을 보내고 2 이하일 때는 건너뛰어.",
    "管委會主委說停車場要重劃,公告 100 字。",
)
PERSONS = (
    ("Unser Lift ist kaputt, Herr Schindler kommt um 10.", "Schindler"),
    ("Ascenseur en panne, Mme Schindler est bloquée au 4e.", "Schindler"),
    ("Vertrag zwischen Otto Kling und der Emil Dorn KG.", "Otto Kling"),
    ("Signed, Peter Walsh, Walsh & Sons Ltd.", "Peter Walsh"),
    ("Kontakt: Lars Berg, Berg AB, 070-111 22 33", "Lars Berg"),
    ("Chess club table after 3 rounds: Emily Carter 2, Joshua Bell 1.", "Joshua Bell"),
    ("Menu du mariage de Camille et Antoine : entrée 12 €", "Antoine"),
    ("Le chien de Sandrine Lopez a mordu le facteur.", "Sandrine Lopez"),
    ("Echipa Anei Popescu a terminat.", "Anei Popescu"),
    ("f792ab2 Anna Schmidt fixed the login", "Anna Schmidt"),
    ("Ask Franklin and Madison about the school trip.", "Madison"),
    ("Anna, Maria and Jana are our server admins.", "Jana"),
    ("De bus met Willem Bakker stopt op het Dr. Schaepmanplein.", "Willem Bakker"),
    ("管委會主委陳美玲說要開會。", "陳美玲"),
    ("ホールの鍵は佐藤さんが持っています。", "佐藤"),
)


def _names(text: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"]


@pytest.mark.parametrize("text", FIRMS)
def test_a_firm_is_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize("text", TEAMS_AND_DISHES)
def test_what_a_table_or_a_menu_counts_is_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize("text", THINGS)
def test_what_is_built_sold_or_kept_is_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize("text", PLACES)
def test_a_house_a_street_or_a_town_is_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize("text", WORDS)
def test_a_word_of_a_sentence_or_a_form_is_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(("text", "name"), PERSONS)
def test_a_person_beside_such_a_thing_is_found(text: str, name: str) -> None:
    assert name in _names(text)
