"""What people paste in the course of a day: rosters, sign-offs, minutes, settings, notes."""

from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"a key for tests only")
ROSTER = "Schichtplan:\nFrüh: Ritter, Quaxhaase\nNacht: Linke\nLinke möchte tauschen."
ROWS = (
    "INSERT INTO patients (mrn, fname, lname) VALUES\n"
    " (1, 'Scott', 'Quaxallen'),\n (2, 'Ann', 'Quaxhall');"
)
FOUND = {
    "a roster": (ROSTER, {"Ritter", "Quaxhaase", "Linke"}),
    "rows of SQL": (ROWS, {"Scott", "Quaxallen", "Ann", "Quaxhall"}),
    "who is there, in one line": (
        "Anwesend: Brandt, Kuhn; entschuldigt: Lindner",
        {"Brandt", "Kuhn", "Lindner"},
    ),
    "two who disagree": ("Haase and Linke disagree on it", {"Haase", "Linke"}),
    "a family name and an initial": (
        "Sanchez M. overtime, Dubois C. ill",
        {"Sanchez M.", "Dubois C."},
    ),
    "a handle of two words": ("@Anna Berg can you look?", {"Anna Berg"}),
    "a client in Polish": ("Klient Świerczewski prosi o kontakt", {"Świerczewski"}),
    "signed with a slash": ("Ring mig.\n/Bror Quaxlinder", {"Bror Quaxlinder"}),
    "signed with a slash in the line": ("Kan du skicka det? /Elin", {"Elin"}),
    "signed with letters": ("> geht Donnerstag?\n> VG Sina\n\nAntworte", {"Sina"}),
    "signed behind a question": ("Could you check this? Best, Tom", {"Tom"}),
    "a doctor behind a dose": ("Trinkmenge 1507 ml. Dr. Quaxthäi kommt", {"Quaxthäi"}),
    "her daughter": ("Sa fille Quaxaude a appelé", {"Quaxaude"}),
    "a given name with a hyphen": ("Marie-Rose Pauwels start op 10/01", {"Marie-Rose Pauwels"}),
    "what only persons do": ("Victoria slipped on the wet ramp", {"Victoria"}),
    "a verb of the north": ("Ole tar kaffen, Rolf bestiller", {"Ole", "Rolf"}),
    "a text message in Spanish": ("un whatsapp para benjamín que no puedo", {"benjamín"}),
    "a text message in Polish": ("napisz smsa do oli że dyżur", {"oli"}),
    "a message in Russian": ("короткое сообщение для маши что смена", {"маши"}),
    "beside a name in small letters": ("lisa and mark are fighting", {"lisa", "mark"}),
    "who asks, in small letters": ("notes: nina asked about churn", {"nina"}),
    "who is ill, in small letters": ("írj neki hogy péter beteg", {"péter"}),
    "a sender in Dutch": ("schrijf een berichtje, afzender owen", {"owen"}),
    "I am, in Ukrainian": ("Доброго дня, я Розалія Лубенець.", {"Розалія Лубенець"}),
    "of a house, in Arabic": (
        "الحضور كنان المشاولة وافتكار آل عايض.",
        {"كنان المشاولة", "افتكار آل عايض"},
    ),
    "my name, in Hebrew": ("שלום, שמי אלון עזר, תודה", {"אלון עזר"}),
    "who was there, in Japanese": ("出席者:加藤、太田、森。", {"加藤", "太田", "森"}),
    "who calls back, in Japanese": ("佐々木より折り返しご連絡します。", {"佐々木"}),
    "a letter in Chinese": ("徐海燕您好,报销单还没有交。\n王桂花", {"徐海燕", "王桂花"}),
    "who is in charge, in Chinese": ("資料不符。承辦人 趙秀枝", {"趙秀枝"}),
    "a cell with a family name first": (
        "cognome_nome;email\nDi Stefano Fabrizio;x@y.example",
        {"Di Stefano Fabrizio"},
    ),
    "a name that is a word, and van": ("Sem van der Berg heeft gebeld.", {"Sem van der Berg"}),
    "a name that is a city, in three": (
        "plantonista Paulo Sérgio Figueiredo avisado",
        {"Paulo Sérgio Figueiredo"},
    ),
    "who is spoken to, before a question": ("Vinícius, cadê o contrato?", {"Vinícius"}),
    "signed with a slash in quotes": ('"Var är offerten? /Henrik Öberg"', {"Henrik Öberg"}),
    "before a degree": ("Kind regards,\nPaige Booker MRICS\nSurveyor", {"Paige Booker"}),
    "a fisher in small letters": ("kann annegret fischer das machen", {"annegret fischer"}),
    "who is looked for, in Dutch": ("is roos er al? lotte wacht beneden", {"roos", "lotte"}),
    "who is looked for, in Norwegian": ("har noen sett bjørn? tuva venter", {"bjørn", "tuva"}),
    "who waits, in Swedish": ("är erik inne idag? maja väntar", {"erik", "maja"}),
    "by a doctor, in Norwegian": ("henvist av dr. Ødegård. Skriv epikrise.", {"Ødegård"}),
    "a doctor with du": ("adressé par le Dr Du Bois pour un avis", {"Du Bois"}),
    "a first name that is a word, in a list": (
        "Til stede: Silje Nygård, Per Arne Bakken",
        {"Silje Nygård", "Per Arne Bakken"},
    ),
    "a double name before what was done": ("Anne-Sophie m'a transféré ceci", {"Anne-Sophie"}),
    "a payee, and then a number": (
        "Payee Blessing Nwachukwu-Hart, IBAN GB26HBUK70489882437328",
        {"Blessing Nwachukwu-Hart"},
    ),
    "Mrs in Polish minutes": (
        "Obecni: Wanda Kiełbasa, p. Żurawska.",
        {"Wanda Kiełbasa", "Żurawska"},
    ),
    "a label without a colon": ("Familienname Quaxmüller, Steuerklasse 3", {"Quaxmüller"}),
}
LEFT = (
    "Früh: Kaffee, Obst\nSpät: Tee",
    "No reply so far. Don't sound like a solicitor. Mr.",
    "my name is misspelled on the card",
    "Name is wrongly printed on the slip",
    "Name,NINO,Sort,Start",
    "Szanowny Panie, proszę o odpowiedź",
    "la filiale di Corso Garibaldi resterà chiusa",
    "Write a job ad: Senior Accountant, Leeds",
    "Vor- und Nachteile von Power Automate, Make und Zapier",
    "delays caused by Force Majeure, including war",
    "the Harvey Norman invoice shows GST",
    'messagingSenderId: "231875471253"',
    "carte refusée le 25/05/2023 (3872,37 €)",
    "password = UserPasswordField",
    "the password is stored nowhere",
    "大家您好,会议改期",
    "Siemens und Bosch möchten tauschen",
    "the will says nothing of it, and the page asks for more",
    "Dana eti sepeti gecikti",
    "Evre 2 raporu gecikti",
    "Hiba a rendszerben, kérem javítsák",
    "Dana proyek sudah cair",
    "Die Gemeinde lädt am 6. Oktober zum Basar.",
    "Graag in de handleiding zetten, in het Engels.",
    "Objednávka od pekárny U Anděla: chybí 18 ks",
    "Verze 3.4.0.21 opravuje chybu při tisku složenek.",
    "A 8.1.0.44-es verzióban elromlott a bérszámfejtés.",
    "Siemens, Bosch und Porsche haben abgelehnt.",
    "Hallo Welt!",
    "Hallo Zusammen, das Meeting ist um 10.",
    "Buche Urlaub vom 3. bis 7. Mai.",
    "Kaufe Brot und Milch",
    "Grant Access to the folder",
    "har noen sett koden?",
    "hat jemand zeit?",
    "Finn ut hva det koster",
    "Speiderne låner gymsalen i helga",
    "Kurze Info fürs Schwarze Brett: das Tor bleibt zu",
    "Numer sprawy 600 588 224 to nie telefon.",
    "Confronta i conti di Intesa Sanpaolo e Banco BPM",
    "Passar bokhyllan Billy i ett rum på 14 m²?",
)
SECRETS = {
    "drawn letters": ("pass=oZHzUyFrigPE", "oZHzUyFrigPE"),
    "a name with underscores": ('mot_de_passe: "LnvBudQiTCs"', "LnvBudQiTCs"),
    "a weak one that is said": ("temp password is winter4085, must change", "winter4085"),
    "one that is so now": ("wachtwoord van de mailbox is nu eFmxwhZ2Kvkj, ok", "eFmxwhZ2Kvkj"),
    "of Slovenia": ("geslo: Sonce2024a", "Sonce2024a"),
    "words that are joined": (
        "Lösenordet till gästnätet är midvinter-sommar-kanelbulle, gör en skylt.",
        "midvinter-sommar-kanelbulle",
    ),
    "a weak one of what it is for": (
        "Adgangskoden til kassesystemet er purple6006, lav en vejledning",
        "purple6006",
    ),
    "of all kinds of signs, right behind": (
        "parolamiz Kestane.Sekeri19, paylaşma",
        "Kestane.Sekeri19",
    ),
    "one that used to be": ("password used to be Winter-Orchid44, then", "Winter-Orchid44"),
    "a word and two signs": ("şifresi Otter_$, yeni gelenler için", "Otter_$"),
    "of a meeting": ("the Zoom passcode is 5630, tell them", "5630"),
    "a PIN in Hungarian": ("A raktári gép PIN-kódja 2197, írj egy üzenetet", "2197"),
}
PHONES = {
    "reachable": ("I will be reachable on 9815077106.", "9815077106"),
    "of Brazil, in two parts": ("já ligou do 11 984837691.", "11 984837691"),
    "to call back, in Polish": ("żeby oddzwonić na 514-965-600", "514-965-600"),
}


@pytest.mark.parametrize(("text", "names"), FOUND.values(), ids=FOUND)
def test_names_of_everyday_work_are_hidden(text: str, names: set[str]) -> None:
    assert set(_found(text, "name")) == names


@pytest.mark.parametrize("text", LEFT)
def test_words_of_everyday_work_are_left_alone(text: str) -> None:
    assert REDACTOR.findings(text) == []


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_passwords_of_everyday_work_are_hidden(text: str, secret: str) -> None:
    assert _found(text, "secret") == [secret]


@pytest.mark.parametrize(("text", "number"), PHONES.values(), ids=PHONES)
def test_phones_of_everyday_work_are_hidden(text: str, number: str) -> None:
    assert _found(text, "phone") == [number]


def _found(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in REDACTOR.findings(text) if one.kind == kind]
