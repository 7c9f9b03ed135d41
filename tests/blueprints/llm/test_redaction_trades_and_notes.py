"""Firms by their trade, towns of a route and goods are nobody; who stands in notes and rows is."""

# ruff: noqa: RUF001 - letters of other alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)


def names(text: str) -> list[str]:
    """Give the names that are found."""
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "Die Rechnung von Metallbau Krüger ist noch offen, Skonto 2 %.",
        "Angebot Gebrüder Weber, Los 3, netto 18.400 €",
        "Le devis de la menuiserie Lambert dépasse le budget de 12 %.",
        "La factura de Hermanos Ortega lleva 21 % de IVA.",
        "O orçamento da Serralharia Moreira inclui 3 portões.",
        "Ditta Colombo, preventivo 118/B: 14 infissi.",
        "Offerte van Gebroeders Visser: 14 dakramen à € 420.",
        "Fakturan från Lindgrens Måleri saknar moms.",
        "Tilbuddet fra Hansen Murerfirma er på 84.000 kr.",
        "Oferta firmy Nowak Meble obejmuje 12 regałów.",
        "Fattura di Ferrari Impianti per 3 quadri elettrici.",
        "Devis Dubois Chauffage : 3 radiateurs, 2 200 €.",
        "The quote from Harrison Roofing covers 240 m2.",
    ],
)
def test_a_firm_that_is_named_by_its_trade_is_no_person(text: str) -> None:
    """A trade before or behind a family name, or brothers, are a firm."""
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Strecke Bamberg \u2013 Lichtenfels ist bis 4. Mai gesperrt.",
        "La tratta Bergamo\u2013Treviglio costa 4,30 €.",
        "Ligne Valence \u2013 Crest, 6 trains par jour.",
        "Vuelo Temuco-Santiago, 2 pasajes, asientos 17 y 18",
        "Camión 4: Antequera \u2013 Lucena \u2013 Cabra, 163 km",
    ],
)
def test_towns_that_a_dash_joins_are_no_persons(text: str) -> None:
    """A word for a route, or the row itself, says that towns are meant."""
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2. Mai Winkler, 4. April Funk. Beginn 19:00",
        "Das Klavier (ein Kawai von 1988) ist verstimmt.",
        "Dudas: socios@club-remo.example o 952 27 51 17",
        "Arma una carta Gantt simple de dos semanas.",
        "Précisez le numéro de carte Vitale.",
        "Network: Marlow-Guest, password is on the board.",
        "Tekla en AutoCAD 2024 zijn een pre.",
        "Der Bus hält Willy-Brandt-Straße Ecke Markt.",
        "Hallway: Rowan desk 1600 mm, 14 pcs",
        "Stanley tape 25ft, 140 pcs",
        "El catálogo llama Julia al de 90 cm y Victoria al de 150 cm.",
        "Ons magazijn heet De Berk.",
        "Ekspres Zosia (kod EX-02) ma gwarancję.",
        "La partita IVA IT 04418220973 sulla fattura",
        "Agenda: 9:00 Begrüßung, 9:30 Budget, 10:00 Pause",
    ],
)
def test_what_bears_a_name_is_no_person(text: str) -> None:
    """Goods, halls, cards and days are called so."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Vraag het aan Pieter Bouw.", ["Pieter Bouw"]),
        ("Il titolare della falegnameria, Marco Ferri, ha chiamato.", ["Marco Ferri"]),
        ("Bitte Sven Lindgren anrufen, Elektro kommt um 8.", ["Sven Lindgren"]),
        ("Rita Schulz fragt: und das Kennwort vom Leitstand?", ["Rita Schulz"]),
        ("Mia Kern sagt, er bleibt wegen des Spechts stehen.", ["Mia Kern"]),
        ("Mia Kern sagt, der Tischler kommt am 19.", ["Mia Kern"]),
        (
            "Referencia: Ruperto Salinas, ex jefe. Resúmelo para la gerencia en dos frases.",
            ["Ruperto Salinas"],
        ),
        ("Zahler: Hannelore Stiegler", ["Hannelore Stiegler"]),
        ("Sou do clube de remo e temos de inscrever a Fátima Rocha.", ["Fátima Rocha"]),
        ("Bitte Anna Schreiner anrufen.", ["Anna Schreiner"]),
        ("Herr Felder kommt um 9.", ["Felder"]),
        ("Anwesend: Sven – Petra Kuhn – Jörg Haas", ["Sven", "Petra Kuhn", "Jörg Haas"]),
        ("Ask Rowan to book a desk for Tuesday.", ["Rowan"]),
        ("Kierownik, Przybyszek, prosi o raport, tel. 22 621 45 67", ["Przybyszek"]),
        ("Marta, aquí tienes las claves nuevas.", ["Marta"]),
        ("Gabinet: 8:00 Wierzbicka, 8:30 Gajda, 9:00 przerwa", ["Wierzbicka", "Gajda"]),
        ("Planning: 8.30 Jansen, 9.15 Peeters, 10.00 pauze", ["Jansen", "Peeters"]),
        ("Billet 65035 : Louis-Denis Savoie signale une panne", ["Louis-Denis Savoie"]),
        (
            "Name   Old\nOstrander, Wim      668-12-8015\nBlackmere, Lena    646-97-9621\n",
            ["Ostrander, Wim", "Blackmere, Lena"],
        ),
        ("# FIXME(Quist): move this before Friday", ["Quist"]),
        ("Sag bitte auch Petra Bescheid.", ["Petra"]),
        ("El pago sigue sin abonarse. Firma Pilar Ocaña, administración.", ["Pilar Ocaña"]),
        ("Scrivi le scuse a firma di Renata Galli, corte.", ["Renata Galli"]),
        ("9:00 otwarcie (dyr. Gajda)", ["Gajda"]),
        ("O Bruno e a Clara Seixas ainda não entregaram.", ["Bruno", "Clara Seixas"]),
        ("Volevo parlare con la De Luca per quel vetro.", ["De Luca"]),
        ('Even checken:\n"Lotte, hier de sleutels."', ["Lotte"]),
        ("Refunds:\n£42.00 - order 10077-3 - Moira Blythe - card on file", ["Moira Blythe"]),
        ("Formannen, Sandvold, fører lista (tlf. 22 11 33 44)", ["Sandvold"]),
        ("l'erede Trapani Rosalia (RLDSGL79R23H501D) chiede", ["Trapani Rosalia"]),
    ],
)
def test_who_stands_in_notes_and_rows_is_found(text: str, who: list[str]) -> None:
    """Beside firms and things as well."""
    assert names(text) == who
