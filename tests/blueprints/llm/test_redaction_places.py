"""Places, makes, rooms and the numbers of things are nobody's; people beside them are found."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
NOBODYS = (
    "The warehouse in Charlotte is closed on Monday.",
    "Das Lager in Alexandria ist am Montag geschlossen.",
    "Consegna a Verona il 9 luglio.",
    "La merce parte da Castellammare di Stabia domani.",
    "Cuentas de Santa Cruz de Tenerife.",
    "Entrega em Betim no dia 9.",
    "Anlieferung über den Hof, Tor 3.",
    "Nuestra Señora del Pilar es fiesta local.",
    '{"color": "Pearl White", "city": "Charlotte", "miles": 18204}',
    "SELECT остаток FROM склад WHERE город = 'Владимир';",
    "Iris, Rosa and Jana are the new names of the meeting rooms.",
    "Ibolya, Nárcisz és Tulipán az új tárgyalók neve.",
    "Güneş, Deniz ve Bulut adlı toplantı odaları boyanacak.",
    "Check the generators at the Savannah and Charlotte warehouses.",
    "Lav en opsummering af vedtægterne for Andelsboligforeningen Solbakken.",
    "W Wielki Piątek biuro pracuje do 13.",
    "Why is `Robin.Scheduler.tick()` called twice?",
    "El equipo Delfín terminó el sprint 14.",
    "Progetto Leonardo: la milestone slitta.",
    "к празднику 8 Марта",
    "La sagra di Santa Lucia quest'anno cade di sabato.",
    "Трек-номер 80084712349018 покинул центр.",
    "A csomag száma 4410 2298 7713, átvehető.",
    "Müşteri numarası 5729306591: internet aboneliği.",
    "Il codice a barre 4914435075808 del lotto 42.",
    "包裹編號 9071-4482-3360 已送達。",
    "招聘:仓储主管,工作地点成都。",
    "kode til byggeprosjekt 4521A-2024",
    "Harrow, Stanley Road and Albert Street",
    "Partita IVA 02847710369, REA MO-339821",
    "NGR SJ 84350 98120, lat 53.4794",
    "o Squad Aurora e o Squad Vitória dividem o trabalho",
    "I parked on Mill Lane at about 18:40.",
    "receipt 0088-4417-203, outside 30 days",
    "ge mig fem namn på ett bröd",
    "x?password=$PASSWORD&b=1",
    "x?password=forgotten&b=1 and /login?password=getPassword()",
    "Retries=5, Timeout=30s for the password service",
)
SOMEBODYS = (
    ("The warehouse manager Charlotte Weber is in Verona.", "Charlotte Weber", "name"),
    ("We trust in Charlotte's plan.", "Charlotte", "name"),
    ("Iris, Rosa and Jana are the new names of our team in Leeds.", "Iris", "name"),
    ("jmeno;prijmeni;email\nJitka;Fialová;j@x.cz", "Fialová", "name"),
    ("Head of product: Anna Schmidt", "Anna Schmidt", "name"),
    ("chef de projet : Sophie Martin", "Sophie Martin", "name"),
    ("Leiterin der Filiale: Anna Schmidt, Tel. 0170 1234567", "Anna Schmidt", "name"),
    ('head_of_product: "Anna Schmidt"', "Anna Schmidt", "name"),
    ("Standort: Anna Schmidt, Musterstraße 5", "Anna Schmidt", "name"),
    ("Standort: Anna Maria Schmidt, Musterstraße 5", "Anna Maria Schmidt", "name"),
    ("Project: Anna Quaxworth", "Anna Quaxworth", "name"),
    ("Project: Jan van de Molen", "Jan van de Molen", "name"),
    ("Race: Anna Schmidt, 3rd place", "Anna Schmidt", "name"),
    ("client de la Croix, Jean", "de la Croix, Jean", "name"),
    ("klant van de Molen, Piet", "van de Molen, Piet", "name"),
    ("Anna, Maria and Jana are our server admins.", "Maria", "name"),
    ("Anna, Peter and Maria are in the room.", "Peter", "name"),
    ("`Sophie Martin: I lost my card`", "Sophie Martin", "name"),
    ("`Klaus Müller.`", "Klaus Müller", "name"),
    ("Here is the receipt. My number is 0170 1234567", "0170 1234567", "phone"),
    ("Angebot bitte an 0170 1234567", "0170 1234567", "phone"),
    ("Ich fragte nach Charlotte.", "Charlotte", "name"),
    ("I am interested in Charlotte and her work.", "Charlotte", "name"),
    ("I wrote to Nuestra Señora María López.", "María López", "name"),
    ("https://x.io/?password=ab12&user=a", "ab12", "secret"),
    ("https://x.io/?user=a&password=%24ecretX9!", "%24ecretX9!", "secret"),
    ("raised_by: Mohammed Irfan", "Mohammed Irfan", "name"),
    ("Van den Berg, Jan was there.", "Van den Berg, Jan", "name"),
    ("gesprek met J.P. in 't Veld is verzet", "J.P. in 't Veld", "name"),
    ("Лариса Федорів, тел. 050 086 84 74", "Лариса Федорів", "name"),
    ("请用三句话总结潘子墨对订单的投诉", "潘子墨", "name"),
    ("工单REQ5371567:陈建国反映服务器没有响应", "陈建国", "name"),
    ("貨車司機蘇大哥的手機是", "蘇", "name"),
    ("Un saludo,\nAlmudena Durán\nAtención al cliente, 643 352 938", "643 352 938", "phone"),
    ("ligar para o cliente no (31) 3389-7238 antes das 9", "(31) 3389-7238", "phone"),
    ("από τη Δήμητρα στο 2310 151539.", "2310 151539", "phone"),
    ("Proszę o kontakt pod numerem 602508865 w sprawie INV-2022-92421.", "602508865", "phone"),
    ("order phone number 030 1234567", "030 1234567", "phone"),
    ("confírmenme al 33 9882 2136 por fa", "33 9882 2136", "phone"),
    ("alunni.csv: Orlandi Simona;3A;347 5915500", "347 5915500", "phone"),
    (
        "IP6 2a01:4f8:944:a1e8:a1c2:ae24:e8d3:d2ff.443 > x",
        "2a01:4f8:944:a1e8:a1c2:ae24:e8d3:d2ff",
        "ip",
    ),
    (
        "jdbc:postgresql://db:5432/wms?user=wms&password=DkusfXKlvnDSVN ok",
        "DkusfXKlvnDSVN",
        "secret",
    ),
    ("https://db/x?password=abcdefg1x&c=1", "abcdefg1x", "secret"),
    ("paní doktorku Kučerovou doporučili", "Kučerovou", "name"),
    ("lösenordet till skärmen är Kanelbulle=Gott9 säger han", "Kanelbulle=Gott9", "secret"),
    ("koden til gæstenettet er Rugbroed.Sild42, den skiftes", "Rugbroed.Sild42", "secret"),
    ("пароль от камеры на складе Barsuk_Nora_512, никому", "Barsuk_Nora_512", "secret"),
)


def found(text: str) -> list[tuple[str, str]]:
    """Give what is found, each with its kind."""
    return [(text[one.start : one.end], one.kind) for one in REDACTOR.findings(text)]


@pytest.mark.parametrize("text", NOBODYS)
def test_a_place_or_a_thing_is_nobodys(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "said", "kind"), SOMEBODYS)
def test_what_is_somebodys_is_found_beside_them(text: str, said: str, kind: str) -> None:
    assert (said, kind) in found(text)


def test_the_number_of_an_invoice_is_no_phone_though_one_stands_before_it() -> None:
    text = "Proszę o kontakt pod numerem 602508865 w sprawie reklamacji INV-2022-92421."

    assert found(text) == [("602508865", "phone")]
