"""Phones are found in all their writings, with what leads on to a desk; numbers of nobody stay."""

# ruff: noqa: RUF001 - marks of other writings are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
EXTENDED = (
    "018-49 65 05 ankn 548",
    "011 5479155 int. 830",
    "05 55 98 52 58 poste 119",
    "(51) 3891-6495 ramal 235",
    "58 334 76 97 wew. 180",
    "257 422 477 linka 128",
    "(030) 123456 App. 12",
    "020 123 4567 toestel 12",
    "(415) 555-2671 #123",
    "8 (495) 123-45-67 (доб. 12",
    "0212 345 67 89 dahili 12",
    "010-87350600转445",
    "03-3365-9177内線12",
    "02-345-6789 내선 12",
    "06 1 234 5678 mellék 12",
)
UNSAID = (  # no word beside them tells what they are
    "415-555 2671",
    "8 (4852) 34-56-78",
    "8 (495) 234 4274",
    "8921882-07-74",
    "86-138-1234-5678",
    "138.7059.3784",
    "400-8625-137",
    "328/7697462",
    "328 157 9772",
    "91 98694 83877",
    "1800-966-3857",
    "11 6488-7207",
    "55 11 96546-9036",
    "21-95070-1658",
    "90 532 180 53 85",
    "444 4 051",
    "0.532.267.40.38",
    "0475/29.27.84",
    "0722.154.231",
)
SAID = (
    ("David Mathiasen, david@example.org, 5242 8346", "5242 8346"),
    ("Kjetil Jenssen; 22 17 42 70; kjetil@example.org", "22 17 42 70"),
    ("Per disdire chiami il 328 1579772.", "328 1579772"),
    ("Mi trovi al 347-1234567", "347-1234567"),
    ("Puede contactarnos en el 655370548.", "655370548"),
    ("Me chama no 11962458892", "11962458892"),
    ("Du kan fange mig på 25 31 80 83.", "25 31 80 83"),
    ("Ring til 9268 3884", "9268 3884"),
    ("Voor annuleren belt u 0182-123456", "0182-123456"),
    ("Zum Stornieren wählen Sie 030.7849599", "030.7849599"),
    ("You can reach Fenwick at 2356255567.", "2356255567"),
    ("Acme\nT 210-8617474\nF -", "210-8617474"),
    ("M. 3289771312", "3289771312"),
    ("İptal için 5321804 444 numarasını arayın.", "5321804 444"),
    ("Καλέστε στο 6940067990.", "6940067990"),
    ("कृपया 98004 30187 पर कॉल करें", "98004 30187"),
    ("急事请打13871902118。", "13871902118"),
    (
        "ご注文4579218281は発送済みです。ご不明な点は03-3365-9177までご連絡ください。",
        "03-3365-9177",
    ),
    ("Order 4512 is late. For more ask 030 1234567 tomorrow", "030 1234567"),
    ("Phone: 09810740108", "09810740108"),
    ("Sími: 611 1248", "611 1248"),
    ("Please call +49 30\n901820 today", "+49 30\n901820"),
    ("or +1 415-555-\n2671.", "+1 415-555-\n2671"),
    ("Please call 071\n123 8792 tomorrow", "071\n123 8792"),
    ("Tel. 0034\n612 34 34 70", "0034\n612 34 34 70"),
    ("at (+1)\n506-234-9845", "(+1)\n506-234-9845"),
    ("Phone 030 1234567\n12 Main Street", "030 1234567"),
    ("+45 12 34 56 78\n20 items", "+45 12 34 56 78"),
    ("zvaniet 21 234 325", "21 234 325"),
    ("kom. 512 347 557", "512 347 557"),
    ("رقم الهاتف 3312 2807", "3312 2807"),
    ("მობ. 555123810", "555123810"),
    ("Mobile-9876543210", "9876543210"),
    ("CCCD 079081934445 – 0211.2389.847", "0211.2389.847"),
    ("mon numéro est le 621 123 456", "621 123 456"),
    ("Mon numéro : 26 12 34 56", "26 12 34 56"),
    *(
        (f"{words} 2345 6781 9", "2345 6781 9")
        for words in (
            "Meine Nummer ist",
            "moj broj je",
            "mobitel",
            "сотовый",
            "мій телефон",
            "тэл.",
            "ұялы",
            "nömrəm",
            "ჩემი ნომერია",
            "բջջային",
            "טל'",
            "شماره تماس",
            "رابطہ",
            "ফোন নম্বর",
            "கைபேசி",
            "ఫోన్",
            "ફોન",
            "เบอร์ผม",
            "ទូរស័ព្ទ",
            "nambari yangu",
            "ስልክ",
            "утас",
            "số của tôi là",
            "제 번호는",
        )
    ),
    ("mobile: 13882310479", "13882310479"),
)
NOBODYS = (
    "Anna Berg, anna@example.org, 45 500 000, NOK",
    '{"name": "Li Ru", "email": "li@ru.example", "order": "4504431749"}',
    "The engineer is coming, call him, on 09/11/2025",
    "38536957 numaralı sipariş için iade edilecek",
    "9458-51940 numaralı parça hangi modele uyar?",
    "Your order 320-1234567-7654321 arrives tomorrow",
    "Pedido 77075604, nota fiscal 2026-04484 não veio",
    "CEP 06090-948, São Paulo",
    "FedEx 0345 2783 2302 arrives today",
    "Part 0919-622540 replaces 0964-221742",
    "IMEI 35-096771-215263-2 is blocked",
    "The account number is on page 87; contract 2653708661 ends",
    "Firmware 01.22.3344.2 fixes it",
    "订单13888888821什么时候到",
    "ondernemingsnr. BE 0635.273.278",
    "KBO 0475.123.456",
    "BCE : 0475.123.456",
    "numéro d'entreprise 0475.123.456",
    "TVA BE 0475 123 456",
    "VAT no. 0475 123 456",
    "Gent, 0403.170.701",
    "mededeling +++303/3933/12346+++",
    "***090/9337/55493*** zahlen",
    "pod portal-0466302219-54956 OOMKilled",
    "Ticket #0466302219 is open",
    "Matías Sepúlveda Araya;1254.000",
    "auth code 012345 approval code 0987654321",
    "注文番号320-1234567-7654321の配送状況",
)
CUSTOMERS = (
    *("Kundennr.", "numéro client", "n° client", "número de cliente", "Código do cliente"),
    *("codice cliente", "klantnummer", "numer klienta", "kundnummer", "kundenummer"),
    *("asiakasnumero", "číslo zákazníka", "zákaznícke číslo", "ügyfélszám", "cod client"),
    *("müşteri no", "номер клиента", "номер клієнта", "αριθμός πελάτη", "kliendinumber"),
    *("klienta numurs", "kliento numeris", "broj kupca", "お客様番号", "客户编号"),
    *("고객번호", "mã khách hàng", "nomor pelanggan", "מספר לקוח", "رقم العميل"),
    *("ग्राहक संख्या", "รหัสลูกค้า"),
)


@pytest.mark.parametrize("number", EXTENDED)
def test_a_phone_is_found_with_what_leads_on_to_a_desk(number: str) -> None:
    assert _found(f"Tel: {number}, thanks", "phone") == [number]


@pytest.mark.parametrize("number", UNSAID)
def test_a_phone_is_told_by_its_writing_alone(number: str) -> None:
    assert _found(f"- {number}\n- see the notes", "phone") == [number]


@pytest.mark.parametrize(("text", "number"), SAID)
def test_a_phone_is_told_by_the_words_around_it(text: str, number: str) -> None:
    assert number in _found(text, "phone")


@pytest.mark.parametrize("text", NOBODYS)
def test_numbers_of_goods_days_and_papers_are_no_phones(text: str) -> None:
    assert _found(text, "phone") == []


@pytest.mark.parametrize("named", CUSTOMERS)
def test_the_number_of_a_customer_is_no_phone(named: str) -> None:
    assert _found(f"{named} 0466302219", "phone") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Pedido 4512 do cliente 529.982.247-25", "529.982.247-25"),
        ("PIS 123.45678.90-1", "123.45678.90-1"),
        ("título de eleitor 0123 4567 8901", "0123 4567 8901"),
        ("Cartão SUS 898 0012 3456 7891", "898 0012 3456 7891"),
        ("she gave her social as 433912931", "433912931"),
    ],
)
def test_a_number_of_a_person_is_told_from_phones_and_orders(text: str, number: str) -> None:
    assert _found(text, "national_id") == [number]


def _found(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == kind]
