"""Departments, documents, jobs and codes are nobody; people beside them are found."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor
from microapp_llm.redaction.people.lists import is_common, is_family, is_given, lines_of

REDACTOR = Redactor(Policy(), b"k" * 32)
NOBODY = (
    "Revenue Operations reports to the Chief Financial Officer, not to Human Resources.",
    "data fra andre observatorier og andre steder",
    "el marco legal de la empresa",
    "Le rosier, l'olivier et le laurier.",
    "이 프로그램은 정규 표현식을 사용하는 도구이며 가능한 모든 파일을 변경하는 데 씁니다.",
    "Das Ziel von Widelands ist es, frei zu sein.",
    "NASA, FEMA and OSHA rules apply; see form I-9.",
    "Kamal, jasmine and lotus prints are sold out.",
    "Touko- ja kesäkuussa kahvila on auki.",
    "La P. IVA della ditta non risulta.",
    "Please contact Supply Chain and Internal Audit about Sick Leave.",
    "Section 2.7 of the Employee Handbook covers it; ask Credit Control for the form.",
    "Thanks,\nCustomer Success",
    "Hello Front Office,\nthe order 4471 has arrived.",
    "Das Formular von Zentrale Dienste fehlt; laut Buchhaltung eilt es.",
    "Wir suchen eine Fachperson Rechnungswesen, Pensum 80 %.",
    "Mit freundlichen Grüßen\nKreditorenbuchhaltung",
    "Merci de contacter Ressources Humaines à ce sujet.",
    "Cordialement,\nService Comptabilité",
    "El área de Recursos Humanos atiende de lunes a viernes.",
    "Saludos,\nRecursos Humanos",
    "Contattare Ufficio Acquisti per il modulo.",
    "Fale com Contas a Pagar sobre o formulário.",
    "Neem contact op met Raad van Bestuur.",
    "Met vriendelijke groet,\nDebiteurenbeheer",
    "Z poważaniem,\nKsięgowość",
    "S pozdravem\nÚčtárna",
    "Venlig hilsen\nBogholderiet",
    "Ystävällisin terveisin\nLaskutus",
    "Saygılarımla,\nİnsan Kaynakları",
    "Cu stimă,\nContabilitate",
    "Με εκτίμηση,\nΛογιστήριο",
)
SOMEBODY = (
    ("Please contact Zorblina Quaxworth in Human Resources.", "Zorblina Quaxworth"),
    ("Thanks,\nZorblina\nCustomer Success", "Zorblina"),
    ("Frau Quaxheimer aus der Personalabteilung fragt nach.", "Quaxheimer"),
    ("Mit freundlichen Grüßen\nZorbelius Quaxmann\nBuchhaltung", "Zorbelius Quaxmann"),
    ("Geachte mevrouw Van den Broek, dank voor uw mail.", "Van den Broek"),
    ("Meneer Van der Meer belde.", "Van der Meer"),
    ("Jan Van 't Hoff belde.", "Jan Van 't Hoff"),
    ("Mrs Chain asks for the form.", "Chain"),
)


@pytest.mark.parametrize("text", NOBODY)
def test_an_office_is_nobody(text: str) -> None:
    assert not [text[one.start : one.end] for one in REDACTOR.findings(text)]


@pytest.mark.parametrize(("text", "name"), SOMEBODY)
def test_somebody_of_an_office_is_found(text: str, name: str) -> None:
    assert [text[one.start : one.end] for one in REDACTOR.findings(text)] == [name]


def test_no_ordinary_word_is_a_name_of_the_lists() -> None:
    words = [word for _, *line in lines_of("common") for word in line]

    assert [word for word in words if is_given(word.title()) or is_family(word.title())] == []
    assert all(map(is_common, words))


@pytest.mark.parametrize("name", ["Quaxworth", "Zorblina", "Müller", "Ivanova", "Schönemann"])
def test_a_name_is_no_ordinary_word(name: str) -> None:
    assert not is_common(name)


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Army and the U.N. Security Council met.",
        "Send it to P.O. Box 12, Washington D.C. Circuit.",
        "J.R.R. Tolkien wrote it, and J.P. Morgan paid.",
        "According to Gartner, spending rises.",
    ],
)
def test_abbreviations_and_the_famous_are_nobody(text: str) -> None:
    assert not [text[one.start : one.end] for one in REDACTOR.findings(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maak € 592,75 over t.n.v. W.J. Quaxstra.", "W.J. Quaxstra"),
        ("De heer J.H.A. van der Waals-Quax belde.", "J.H.A. van der Waals-Quax"),
        ("According to Fitzsimmons, the forklift was leaking.", "Fitzsimmons"),
        ("D'après Bouchard, le camion est reparti.", "Bouchard"),
        ("Ask McQuaxell about it.", "McQuaxell"),
        ("El contrato lo firma Juan Pérez.", "Juan Pérez"),
        ("To nie jest nikt inny niż Janina Hanusiak.", "Janina Hanusiak"),
    ],
)
def test_initials_and_who_is_quoted_tell_a_name(text: str, name: str) -> None:
    assert [text[one.start : one.end] for one in REDACTOR.findings(text)] == [name]
