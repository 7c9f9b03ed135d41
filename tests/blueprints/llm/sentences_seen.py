"""Labelled sentences to look at while the rules are written: not the ones to measure with."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.benchmarks.pii_sentences_measured import Fakers, Sentence, filled, structured

NAMES = {
    "en": (
        "Hi, I'm writing on behalf of {}.",
        "Please forward this to {} today.",
        "{} lives next door and works nights.",
        "Thanks,\n{}",
        "Is {} coming on Friday?",
    ),
    "de": (
        "Frau {} hat angerufen.",
        "Ich heiße {} und brauche Hilfe.",
        "Der Termin mit {} fällt aus.",
        "Laut {} ist alles bezahlt.",
    ),
    "fr": ("Madame {} habite à Lyon.", "Bonjour, je suis {}.", "Le rapport est rédigé par {}."),
    "es": ("La señora {} vive aquí.", "Soy {} y tengo una duda.", "Llama a {} mañana."),
    "it": (
        "Sono {}, ho una domanda.",
        "Il rapporto è stato scritto da {}.",
        "La signora {} abita qui.",
    ),
    "pt": (
        "Sou {} e tenho uma dúvida.",
        "O relatório foi escrito por {}.",
        "A senhora {} mora aqui.",
    ),
    "nl": (
        "Ik heet {} en heb een vraag.",
        "Het verslag is geschreven door {}.",
        "Mevrouw {} woont hier.",
    ),
    "pl": (
        "Jestem {} i mam pytanie.",
        "Raport został napisany przez: {}.",
        "Pani {} mieszka tutaj.",
    ),
    "sv": ("Mitt namn är {}.", "Rapporten skrevs av {}.", "Fru {} bor här."),
    "uk": ("Моє ім'я {}.", "Звіт надіслав пан {}.", "Пані {} живе тут."),
    "cs": ("Paní {} bydlí zde.", "Zprávu napsal {}.", "Moje jméno je {}."),
    "tr": ("Adım {}.", "Sayın {}, merhaba.", "Raporu {} imzaladı."),
}
PEOPLE = {
    "en": (
        "Zara Whitcombe",
        "Dashiell Okonkwo",
        "Tamsin Fairweather",
        "Priscilla van Houten",
        "J. Abernathy",
    ),
    "de": ("Friederike Stolzenberg", "Wendelin Hasenkamp", "Swantje Oltmanns", "Korbinian Aigner"),
    "fr": ("Apolline Desrosiers", "Gaspard Villeneuve", "Oriane de Kersauson"),
    "es": ("Maite Zubizarreta", "Leocadia Barrientos", "Anselmo de la Fuente"),
    "it": ("Fiammetta Guidobaldi", "Ubaldo Squarcialupi", "Nives Cantoni"),
    "pt": ("Iracema Vasconcelos", "Ubirajara dos Anjos", "Jurema Queiroz"),
    "nl": ("Wiepkje Hoogland", "Sjoerd van der Zwaag", "Marijke Terpstra"),
    "pl": ("Bronisława Zawadzka", "Gniewomir Ostrowski", "Dobrosława Pietrzyk"),
    "sv": ("Torbjörn Kvarnström", "Ragnhild Ekdahl", "Tindra Hallgren"),
    "uk": ("Всеволод Гринчишин", "Квітослава Беркут", "Меланія Дорошенко"),
    "cs": ("Svatopluk Hrdlička", "Bořivoj Zahradník", "Ludmila Trnková"),
    "tr": ("Nilay Karabulut", "Berkan Tunçbilek", "Sıla Gürsoy"),
}
AROUND = {
    "email": ("Please add {x} to the list.", "Kontakt: {x};", "<{x}>", "correo {x}"),
    "iban": ("My account is {x}, thanks.", "Konto: {x}", "transfer to {x} today", "iban={x};"),
    "card": ("I paid with {x}.", "card {x}, cvv 123", "Visa {x}", "{x} was declined"),
    "ip": ("Ping {x} first.", "host {x} down", "ssh root@{x}", "remote_addr: {x},"),
    "secret": ("{x}", "look: {x} why?", "{x} is broken"),
}
PHONES = dict.fromkeys(
    ("en_US", "en_AU", "de_AT", "fr_CH", "es_AR", "it_IT", "pt_PT", "da_DK", "fi_FI"),
    ("You can reach me: {x}", "phone {x}", "call {x}"),
) | {"uk_UA": ("тел. {x}",), "tr_TR": ("Telefonum {x}",), "ja_JP": ("電話 {x}",)}
NATIONAL = {
    "en_US": ("ssn", ("social security number {x}", "SSN={x}")),
    "en_CA": ("ssn", ("my social insurance number: {x}",)),
    "en_IN": ("aadhaar_id", ("Aadhaar {x} linked", "aadhar no. {x}")),
    "fr_FR": ("ssn", ("NIR {x}", "mon numéro de sécu {x}")),
    "es_ES": ("nie", ("NIE {x}", "con {x} vigente")),
    "it_IT": ("ssn", ("CF: {x}",)),
    "pt_BR": ("ssn", ("CPF {x}",)),
    "nl_NL": ("ssn", ("BSN: {x}",)),
    "pl_PL": ("pesel", ("PESEL {x}",)),
    "sv_SE": ("ssn", ("personnr {x}",)),
    "no_NO": ("ssn", ("fnr {x}",)),
    "ro_RO": ("ssn", ("CNP {x}", "pacient {x}")),
    "es_CL": ("rut", ("RUT {x}", "titular {x}")),
    "cs_CZ": ("birth_number", ("rodné číslo {x}",)),
    "ko_KR": ("ssn", ("주민등록번호 {x}",)),
}
NUMBERED = (
    "Ticket {n7} links to pull request {n5}.",
    "Install lodash {v} or pandas {v}.",
    "The app is at {v}, the driver at {v}.",
    "Version {v} of the package, build {v}.",
    "Rechnung Nr. {n9} vom {date}.",
    "Sendungsnummer {n12}",
    "Parcel {n10} left on {date}.",
    "uuid {uuid} and hash {sha}",
    "Invoice {n10}, customer {n8}, total {n4}.",
    "epoch {n10} or {n13} ms",
    "numbers: {n4} {n4} {n4}; {n3}-{n2}",
)
NOTHING = (
    "Roll back to the last stable build before lunch.",
    "Which port does Postgres listen on by default?",
    "Set the Content-Type header to text/plain.",
    "The Amazon River flows into the Atlantic Ocean.",
    "Open Settings, then Network and Internet, and turn on Airplane Mode.",
    "Convert this Bash script to PowerShell, please.",
    "Summarise the report for the Board of Directors.",
    "Why is the Pull Request blocked by the Code Owners rule?",
    "Use Hot Module Replacement with Vite and React Router.",
    "Der Kunde wünscht ein Angebot für neue Fenster und Türen.",
    "Schreibe einen Bericht über Erneuerbare Energien in Bayern.",
    "Das Bundesministerium für Gesundheit hat neue Regeln veröffentlicht.",
    "Écris un poème sur la Côte d'Azur.",
    "Le Premier Ministre a parlé à l'Assemblée Nationale.",
    "Explica la Guerra Civil Española en cinco frases.",
    "Il Presidente della Repubblica vive al Quirinale.",
    "O Banco Central subiu os juros.",
    "De Tweede Kamer stemt morgen over de wet.",
    "Sąd Najwyższy wydał wyrok w sprawie podatku.",
    "Svenska Akademien delar ut priset i december.",
    "Верховна Рада ухвалила закон про освіту.",
    "Česká národní banka zvýšila sazby.",
    "Türkiye Büyük Millet Meclisi bugün toplandı.",
    "Compare Amazon Web Services with Google Cloud Platform.",
    "Our Terms of Service and Privacy Policy changed in May.",
)


def sentences(seed: int, each: int) -> Iterator[Sentence]:
    """Every sentence with names drawn for it."""
    draw = random.Random(seed)  # noqa: S311
    fakers = Fakers(seed)
    for _ in range(each):
        yield from structured(draw, fakers, AROUND, PHONES, NATIONAL)
        yield from (Sentence(filled(text, draw), (), "none") for text in NUMBERED)
        for locale, templates in NAMES.items():
            for template in templates:
                name = draw.choice(PEOPLE[locale])
                start = template.index("{}")
                label = (start, start + len(name), "name")
                yield Sentence(template.replace("{}", name), (label,), f"name {locale}")
        yield from (Sentence(text, (), "none") for text in NOTHING)
