"""Who stands on a plan of days or beds, is present, greeted in a chat or missing, is found."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
DAYS = (
    ("Mo: Lindemann, Okonkwo\nDi: Okonkwo, Petrović", ["Lindemann", "Petrović"]),
    ("Mon - Yazzie, Brennan\nTue - Brennan, Quaxworth", ["Yazzie", "Quaxworth"]),
    ("Lundi : Moreau, Diallo\nMardi : Diallo", ["Moreau", "Diallo"]),
    ("Turni: lunedì Chiara, martedì Quaxless, giovedì Chiara.", ["Chiara", "Quaxless"]),
    ("Směny: pátek Jirka, sobota Eliška, neděle Tuan.", ["Jirka", "Eliška", "Tuan"]),
    ("Mo: Lindemann\nDi: Okonkwo\nMi: Lindemann", ["Lindemann", "Okonkwo"]),
    ("Dienstplan\nMo: Müller, Petrović\nDi: Okonkwo", ["Müller", "Petrović", "Okonkwo"]),
)
BEDS = (
    ("Przekazanie: łóżko 3 Nowacka gorączka, łóżko 5 Kowalczyk śpi", ["Nowacka", "Kowalczyk"]),
    ("Turno: letto 2 Bianchi febbre; letto 6 Adeyemi glicemia 186", ["Bianchi", "Adeyemi"]),
    ("Overdracht: De Wit op kamer 8 onrustig, Jansen op 11 koorts", ["De Wit", "Jansen"]),
    ("Nachtschicht: Lindemann auf 3, Okonkwo auf 4", ["Lindemann", "Okonkwo"]),
    ("Vagas: Tanaka na 12, Ferreira dos Anjos na 13", ["Tanaka", "Ferreira dos Anjos"]),
)
PRESENT = (
    ("Paikalla: Lindroos, Quaxjärvi ja isännöitsijä Sanna Pelkonen", ["Lindroos", "Quaxjärvi"]),
    ("Present: B. Hartley (chair), Amina Yusuf, Carys ap Gwyn\n1. Budget", ["Carys ap Gwyn"]),
    ("Verbale: presenti Dal Corso, Karim Mansouri e la preside Rita Neri.", ["Dal Corso"]),
    (
        "Présences : Luc Roy, Anne St-Onge\n- Levée\n- St-Onge dépose le budget",
        ["Anne St-Onge", "St-Onge"],
    ),
)
TITLES = (
    ("Tisztelt Fehérvári Úr!", "Fehérvári"),
    ("Karadağlı hanım sözleşmeyi imzaladı.", "Karadağlı"),
    ("The hearing was chaired by adv. Esterhuizen.", "Esterhuizen"),
    ("Mandale un mail a la arquitecta Quaxpadre.", "Quaxpadre"),
    ("Dna diriginte Quaxescu a prezentat situația.", "Quaxescu"),
    ("Według Quaxniewicza umowa wygasła.", "Quaxniewicza"),
    ("Mäkisen ja Rautiaisen välinen sopimus päättyi.", "Rautiaisen"),
    ("Paciente Luisa Chávez viuda de Mora, TA 150/95", "Luisa Chávez viuda de Mora"),
    ("Milagros faltó tres veces a gimnasia.", "Milagros"),
    ("Tindra behöver anpassad idrott.", "Tindra"),
)
PEOPLES = (
    ("Der Lohnausweis von Tsering Lhamo fehlt.", "Tsering Lhamo"),
    ("Faz uma carta para Wellington Aparecido dos Santos.", "Wellington Aparecido dos Santos"),
    ("Le bureau de Fatoumata Sy ferme à midi.", "Fatoumata Sy"),
    ("Aputsiaq fra kontoret kommer i morgen.", "Aputsiaq"),
    ("The balance goes to Hiteshbhai on Monday.", "Hiteshbhai"),
    ("The crew needs a harness and Begaye will pick it up.", "Begaye"),
    ("- Kevorkian entrega los planos", "Kevorkian"),
    ("Írj egy üzenetet Jutkának, hogy jöjjön.", "Jutkának"),
)
CHATS = (
    ("ciao ale, domani ci sei?", ["ale"]),
    ('make it nicer: "tyler, you forgot the till again"', ["tyler"]),
    ('Höflicher bitte: "Jasmin, die Zettel fehlen schon wieder"', ["Jasmin"]),
    ("ok ich bestell einen, sagst du Renner Bescheid?", ["Renner"]),
    ("The Nakashima family next door has the same problem.", ["Nakashima"]),
    ("The Nakashima family moved out and wants a refund.", ["Nakashima"]),
    ('Bitte: "Jasmin, die Stundenzettel von Mirko fehlen zum dritten Mal"', ["Jasmin"]),
    ("hi jess, ok?", ["jess"]),
    ("hi bex, ok?", ["bex"]),
    ("Entorse : M. Tran Van Duc. Pas de fracture.", ["M. Tran Van Duc"]),
    ("wa zeg ik best tegen an-sofie zonder te klikken", ["an-sofie"]),
    ("servus quaxi, sag bitte bescheid", ["quaxi"]),
    ("oi jú, a entrega é amanhã", ["jú"]),
    ("čau péťo, mára zítra nedorazí", ["péťo", "mára"]),
    ("szia, a zoli nem veszi fel", ["zoli"]),
    ("hej micke, ebba är vabbig imorgon", ["micke", "ebba"]),
    ("brisa me dijo que no entra", ["brisa"]),
    ("hej, ved du om mads har talt med chefen?", ["mads"]),
    ("er det sunniva eller amir som åpner hallen i morra?", ["sunniva", "amir"]),
    ("oye has visto a yassin? tiene las llaves", ["yassin"]),
    ("parce, jhon me dijo que ya cuadró el almuerzo", ["jhon"]),
    ("hallå, nån som vet om abdi har nyckeln?", ["abdi"]),
)
NOBODY = (
    "Wyniki: Orlik Wieliczka – Tempo Niepołomice 2:3, kartki cztery.",
    "Juniorzy wygrali 4:1 z Orłem Wierzbica, seniorzy zremisowali.",
    "ale, jutro nie mam czasu",
    'Two scents: "jasmin, rose and cedar" in one box.',
    "Mo: Schnitzel, Reis\nDi: Lasagne, Salat\nMi: Fischstäbchen, Kartoffeln",
    "Mo: Hamburg, Bremen\nDi: Berlin, Frankfurt",
    "Mo: Mathe, Deutsch, Kunst\nDi: Sport, Musik",
    "Monday Paris, Tuesday London, Wednesday Austin.",
    "Gleise: Bremen auf 12, Hamburg auf 14",
    "Tabelle: Bayern auf 1, Dortmund auf 2, Leipzig auf 3",
    "cama 90 Nordli, cama 140 Malm",
    "Her hanım çantası indirimde.",
    "Az új úr jött.",
    "hi folks, the printer is out",
    "hej igen, det var fel länk",
    "hallo nochmal, kannst du das kürzen?",
    "hoi allemaal, even een vraag",
    "salut ragazzi, una domanda",
    "oi galera, preciso de ajuda",
    "hi chatgpt, write a poem",
    "hi stackoverflow, why is this null?",
    "hallo hausverwaltung, die heizung ist kalt",
    "salut compta, il manque une facture",
    "The Intel family of chips needs cooling.",
    "Mo: Sauna, Yoga\nDi: Pilates, Zumba",
    "Mon: Python, Java\nTue: Rust, Kotlin",
    "the siret is missing on the invoice",
    "add wayland support, the screen stays black in wayland",
    "claude can do that, or ask gemini",
    "install amir-tools from /opt/amir/x, then amir@host with amir_1",
    "The invoice from Travis Perkins is late.",
    "hi grandma, can you read it?",
    "ciao regà, domani si gioca",
    "Patienten uteblev för andra gången.",
    "Svara att hennes glasögon är klara.",
    "Bühne mit rotem Anhänger sperren",
    "Atraso na obra de Betim.",
    "Viikko | Myynti € | Kate %\n44 | 18 240 | 31,2",
    "Sayım 29 Mart'ta yapılacak.",
    "29 Mart'ta geldi",
    "Tájékoztatjuk Tisztelt Munkatársainkat, hogy zárva tartunk.",
)
ON_NO_PLAN = (
    "Mo: Koch und Kellner\nDi: Müller und Bäcker",
    "Dienstplan\nMo: Bäcker und Metzger\nDi: Schneider und Schuster",
    "Mon: Caesar Salad\nTue: Waldorf Salad\nWed: Cobb Salad",
    "Mo: Brahms, Schumann\nDi: Mendelssohn",
    "Lunes: Cervantes\nMartes: Lorca",
    "Mo: Schäfer, Müller\nDi: Weber, Schmied",
    "måndag Strindberg, tisdag Lagerlöf, onsdag Lindgren.",
    "säng 1 Ek, säng 2 Björk",
    "Trains: Nancy à 12, Lorient à 14.",
    "Stocks: Wells Fargo at 44, Morgan Stanley at 99.",
    "Salas: Velázquez en 3, Goya en 4.",
    "Sale: Chopin na 3, Kopernik na 4.",
    "Chapters: Keynes on 12, Hayek on 14.",
    "Salar: Linné på 3, Celsius på 4.",
)
NO_HOUSEHOLDS = (
    "The Hopper family succeeds the Ampere family.",
    "the Fisher family and the Weibull family of distributions",
    "the Bernoulli family, the Weibull family",
    "The Schneider family contactor is out of stock.",
    "The Lancaster household appliance range.",
    "The Fitzgerald household cleaner line.",
    "The Pelton family, the Francis family and the Kaplan family are turbines.",
    "The Hopper family has 144 cores.",
    "The Hopper family may support it.",
    '"Jasmin, die Blume" und "Rose, der Duft" sind Titel.',
    '"Jasmin, die Blume des Jahres" hat gewonnen.',
    'The title is "Jasmin, the flower of the year".',
)
CALLED_WITHOUT_NAMES = {
    "hi": "pals dudes bros mates gents tribe herd dba sre cto bard clippy",
    "hallo": "jungs vati bube ihrs zsm",
    "moin": "jungs",
    "servus": "buam buben madln",
    "coucou": "tlm doudou",
    "salut": "tlm",
    "hola": "rrhh tropa compis tíos tías peque tronco",
    "ciao": "bimbi caro",
    "oi": "migo miga",
    "ahoj": "týme",
    "hoi": "paps mams",
    "moi": "iskä",
    "szia": "apu",
    "cześć": "kotku",
}
PERSONS_OF_A_CASE = (
    ("1-1 contra Fernández Ruiz en el juzgado", ["Fernández Ruiz"]),
    ("Pleito 3-2 contra Gómez Ortega", ["Gómez Ortega"]),
    ("Demanda de Pérez Gómez - Ruiz Ortega 2-1", ["Pérez Gómez", "Ruiz Ortega"]),
    ("Zimmer 4: Huber Maier - Wolf Berger 2-1", ["Huber Maier", "Wolf Berger"]),
    ("1:1 mot Lindqvist Berg", ["Lindqvist Berg"]),
    ("1:1 z Wójcik Kamiński", ["Wójcik Kamiński"]),
    ("1:1 s Novak Horvat zítra", ["Novak Horvat"]),
    ("Schmidt Müller - Kowalski Nowak 6:4", ["Schmidt Müller"]),
    ("Das Spiel: Schmidt Müller - Kowalski Nowak 6:4", ["Schmidt Müller"]),
    ("Nach dem Spiel 1:1 mit Verein, dann 1:1 z Wójcik Kamiński", ["Wójcik Kamiński"]),
    ("Kate % done", ["Kate"]),
)
BESIDE_SOMEBODY = (
    ("Gespräch mit Anna Kowalski: zu Hause gibt es Streit wegen der Zeiten.", "Streit"),
    ("Herr Brandstetter: Sturz ohne Folgen, Arzt informiert", "Arzt"),
    ("Luc Roy part après 31 ans à l'usine de Trois-Rivières.", "Trois-Rivières"),
    ("- Ring Kari Hansen\n- Avtale med Securitas utløper", "Securitas"),
)


def _names(text: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"]


@pytest.mark.parametrize(("text", "names"), DAYS)
def test_who_works_on_which_day_is_found(text: str, names: list[str]) -> None:
    assert set(names) <= set(_names(text))


@pytest.mark.parametrize(("text", "names"), BEDS)
def test_who_lies_or_parks_where_is_found(text: str, names: list[str]) -> None:
    assert set(names) <= set(_names(text))


@pytest.mark.parametrize(("text", "names"), PRESENT)
def test_who_is_present_beside_those_with_a_role_is_found(text: str, names: list[str]) -> None:
    assert set(names) <= set(_names(text))


@pytest.mark.parametrize(("text", "name"), TITLES)
def test_titles_roles_endings_and_deeds_tell_a_name(text: str, name: str) -> None:
    assert name in _names(text)


@pytest.mark.parametrize(("text", "name"), PEOPLES)
def test_usual_names_of_more_peoples_are_found(text: str, name: str) -> None:
    assert name in _names(text)


@pytest.mark.parametrize(("text", "names"), CHATS)
def test_who_is_greeted_or_missing_in_small_letters_is_found(text: str, names: list[str]) -> None:
    assert set(names) <= set(_names(text))


@pytest.mark.parametrize(("text", "names"), PERSONS_OF_A_CASE)
def test_two_family_names_beside_a_result_are_somebody(text: str, names: list[str]) -> None:
    assert set(names) <= set(_names(text))


@pytest.mark.parametrize("text", ON_NO_PLAN)
def test_trades_dishes_woods_and_halls_are_on_no_plan(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize("text", NO_HOUSEHOLDS)
def test_families_of_goods_and_titles_in_quotes_are_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(("hello", "called"), CALLED_WITHOUT_NAMES.items())
def test_kin_groups_and_departments_in_a_greeting_are_nobody(hello: str, called: str) -> None:
    assert [one for one in called.split() if _names(f"{hello} {one}, ok?")] == []


@pytest.mark.parametrize("text", NOBODY)
def test_dishes_towns_dear_ones_and_words_are_nobody(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(("text", "word"), BESIDE_SOMEBODY)
def test_a_word_or_a_town_beside_somebody_is_nobody(text: str, word: str) -> None:
    assert word not in _names(text)
