"""Numbers of firms, bills and machines are nobody's; those of persons beside them are found."""

# ruff: noqa: RUF001 - letters of other alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)


def found(text: str) -> list[tuple[str, str]]:
    """Give each finding's kind and words."""
    return [(one.kind, text[one.start : one.end]) for one in REDACTOR.findings(text)]


@pytest.mark.parametrize(
    "text",
    [
        # of firms
        "The invoice shows NIP 526-104-08-28, REGON 012100784.",
        "NIPC 500 829 993, CAE 62010",
        "NIT 860.034.313-7, factura electrónica FE-2210",
        "CUIT 30-50001091-2, punto de venta 0004",
        "USt-IdNr. DE136695976, Steuernummer 181/5719/0331, HRB 14562",
        "Steuernummer der GmbH 21/815/08150 im Fuß der Rechnung",
        "법인등록번호 110111-1019998, 통신판매업 신고",
        "A customer asks for our DUNS (06-070-4780) and the CAGE code.",
        "Y-tunnus 0116297-6, OVT 003701162976, operaattori Basware",
        "ИНН 7708503727, КПП 770801001, ОГРН 1037739877295",
        "ІПН платника ПДВ 300012826553, акт № 7",
        "Y-tunnus 0116297-6, lasku 10447",
        "CNPJ 33.000.167/0001-01 na nota",
        "UA-2025-04-21-003127-a: тендер",
        "un importo di 800 572 114 euro",
        # of bills
        "dept 0440, cost center 0440-1182-07",
        "BCBS group 0071188, dx M54.50",
        "pièce 240917-0031, écart 0,01",
        "订单号 E118220477。",
        "chave 3526 0107 5265 5700 0100 5500 1000 0123 4510 0012 3459, série 1",
        "供給地点特定番号03-0021-1234-5678-0123-4567 の契約",
        "SSCC 3 4012345 123456789 1, bin A-07-03",
        "Das Kartenfeld +71< 000000123456789 +81234567< wird falsch gelesen",
        "Org.nr 556036-0793, bankgiro 5050-1055, OCR 0071234500123",
        "RRN 431205519877 and Txn ID 428120075531 were declined",
        # of machines and papers
        "UPDATE meters SET kwh = 9 WHERE meter_no = '07124418835'",
        "IPTU 041.022.0193-1 do terreno",
        "numer fabryczny 44-0613-1170, sterownik 2.0.11",
        '{"zap_id": 219930415, "step": "Catch Hook"}',
        "poistka 219-55-2024, výjazd áno",
        "направлення 0757-2210-4417 на обстеження",
        "Кадастровий номер 4610137511:07:002:0045",
        "App 更新說明 6.12.0.31:修正登入頁",
        "Pilote 4.23.0.0 pour Windows",
        "firmware 2508048_003721 of a printer",
    ],
)
def test_what_is_a_firms_or_a_things_stays(text: str) -> None:
    assert [one for one in found(text) if one[0] != "name"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Sensor no. 0118-447-201 fails",
        "Zählernummer: 0711 448 8213",
        "Gerätenummer 0211-4567-891",
        '{"asset_code": "02176-118-205"}',
        "機器番号 03-1234-5678 を交換",
        "panel ref. 118-44-2025",
    ],
)
def test_a_label_that_speaks_of_no_phone_says_that_a_number_is_a_things(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Seine Nummer 0171 2345678",
        "my nr 0171 2345678",
        "Mob.nr. 0171 2345678",
        "Tel.-Nr. 0171 2345678",
        "Dúvidas no (31) 3712-3140",
        "Kiprop sent it to the wrong number 0110343389",
        "Annas Nummer: 0171 1234567",
        "moms number: 555-234-5678",
        "the emergency number: 555-234-5678",
        "diese Nummer: 0171 1234567",
        "notre numéro : 01 23 45 67 89",
        "他的号码: 010-6552-9988",
        "母の番号：06-6123-4567",
        '{"emergency_number": "555-234-5678"}',
        '{"home_no": "020 7946 0958"}',
        "my kid: 0711 4481234",
        "SMS направлено на 8 916 123-45-67",
        "Ruf mich an 0171 2345678<3",
        "ann +49 171 1234567< bob",
        "call 9123 4567 8123 4567 9876 5432",
        "+65 9123 4567 8123 4567 9876 5432",
    ],
)
def test_a_number_that_is_somebodys_is_a_phone(text: str) -> None:
    assert "phone" in [kind for kind, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("CUIL del empleado: 20-12345678-6", "national_id", "20-12345678-6"),
        ("Meine Steuernummer ist 181/5719/0331.", "national_id", "181/5719/0331"),
        ("Her TFN has a digit missing. Correct one is 123 456 782.", "national_id", "123 456 782"),
        ("4111 1111 1111 1111 5555 5555 5555 4444", "card", "4111 1111 1111 1111"),
        ("Karte 4111 1111 1111 1111 12 27 123 belastet", "card", "4111 1111 1111 1111"),
        ("Debit 4111 1111 1111 1111 1225 123", "card", "4111 1111 1111 1111"),
        ("Debit 4111 1111 1111 1111 100 20", "card", "4111 1111 1111 1111"),
        ("Pay with 411111 1111111111", "card", "411111 1111111111"),
        ("paid by 41111111 11111111", "card", "41111111 11111111"),
        ("It was 4111111111111111<2", "card", "4111111111111111"),
        ('{"patient_id": "523-45-6789"}', "national_id", "523-45-6789"),
        ("Employee no. 523-45-6789", "national_id", "523-45-6789"),
        ("SSN of record ID 523-45-6789", "national_id", "523-45-6789"),
        ("ie 523-45-6789", "national_id", "523-45-6789"),
        (
            "Meine Steuernummer ist 181/815/08155, Klage beim Amtsgericht München",
            "national_id",
            "181/815/08155",
        ),
        (
            "Meine Steuernummer lautet 93/815/08152. Umsatzsteuer-ID habe ich nicht.",
            "national_id",
            "93/815/08152",
        ),
        ("Jan Kowalski, NIP: 526-025-02-74", "national_id", "526-025-02-74"),
        ("kterou zastihnete na 776-114-835 odpoledne", "phone", "776-114-835"),
        ("O técnico contactou a porteira pelo 919 320 114, ninguém", "phone", "919 320 114"),
        ("Le dossier est incomplet, joignez moi au 06 18 23 41 22", "phone", "06 18 23 41 22"),
        ("La factura es otra. Estoy en el 91 328 44 70 hoy.", "phone", "91 328 44 70"),
        ("B2 12/07 | D2 957 68 11 97\nB3 13/07", "phone", "957 68 11 97"),
        ("klíč má paní Bártová, 602 114 923.", "phone", "602 114 923"),
        ("Limpieza – Elvira – 81-7514-5381", "phone", "81-7514-5381"),
        ("er ist bis 16 Uhr unter 0172 1042378 zu sprechen", "phone", "0172 1042378"),
        ("o diretor atende no 917 324 830 hoje", "phone", "917 324 830"),
        ("班长贺小川（13837624410）。", "phone", "13837624410"),
        ("musica per ore al 800 114 033, che noia", "phone", "800 114 033"),
        ("danach auf 10.1.8.20 den Spooler neu starten", "ip", "10.1.8.20"),
        ("ИНН сотрудника 500100732259", "national_id", "500100732259"),
        ("He left lot C. Tow yard: (505) 555-0131, release", "phone", "(505) 555-0131"),
        ("Confirmar al 442 310 6698, ext. 204.", "phone", "442 310 6698, ext. 204"),
        ("confirme su domicilio al 81 2044 7719", "phone", "81 2044 7719"),
        ("名单:高雅琳 18605714392,罗启明", "phone", "18605714392"),
        ("deny tcp dst 10.20.0.5 port 3389", "ip", "10.20.0.5"),
        ("upstream: 10.0.3.17:8080", "ip", "10.0.3.17"),
        ("Failed password for root from 2001:db8:41:9::a7 port 1", "ip", "2001:db8:41:9::a7"),
        ("<td>+4915112345678</td>", "phone", "+4915112345678"),
        ("IP 31.13.11.228.443 > 10.4.11.3.51822: Flags [R.]", "ip", "31.13.11.228"),
        ("マイナンバーは、お電話で伺った番号 1234 5678 9018 です", "national_id", "1234 5678 9018"),
    ],
)
def test_what_is_a_persons_or_a_machines_is_found(text: str, kind: str, number: str) -> None:
    assert (kind, number) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "the sum is 602 114 923 Kč, Jan Kowalski says",
        "Jan Kowalski paid the bill, 602 114 923 zł",
    ],
)
def test_an_amount_beside_a_name_is_no_phone(text: str) -> None:
    assert [kind for kind, _ in found(text)] == ["name"]
