"""Labelled sentences to measure with: other templates than those looked at, and other names.

The templates were written before the search for names was, by the author of that search, who so
knew them; the names and numbers come from the locale data of the `faker` package. Single misses
were not looked at. Twice a row that fell short led to a rule or words of a general kind: versions
after "upgrade from", and words for phoning in Ukrainian, Polish and German. So the figures say how
the rules do on new names, and less on how they do on sentences of somebody else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from faker import Faker

from tests.adapters.planted_keys import planted

NAMES = {
    "en_US": (
        "Could you draft a reply to {name} about the delayed shipment?",
        "My name is {name} and I would like to change my subscription.",
        "The patient, {name}, was admitted last night with a mild fever.",
        "Please summarise the call with {name} from yesterday.",
        "{name} asked whether the invoice can be split in two.",
    ),
    "en_GB": (
        "I spoke to {name} at reception and she was ever so helpful.",
        "Dear {name}, thank you for your application to our school.",
        "Kind regards,\n{name}",
        "The claim was signed by {name} on behalf of the estate.",
        "Tell {name} that the meeting has been moved to the afternoon.",
    ),
    "de_DE": (
        "Bitte schreibe eine freundliche Antwort an {name} wegen der Mahnung.",
        "Mein Name ist {name} und ich möchte meinen Vertrag kündigen.",
        "Gestern hat {name} den Antrag persönlich abgegeben.",
        "Mit freundlichen Grüßen\n{name}",
        "Die Akte von {name} fehlt seit letzter Woche im Archiv.",
    ),
    "fr_FR": (
        "Je m'appelle {name} et je souhaite résilier mon abonnement.",
        "Peux-tu rédiger une lettre pour {name} concernant son dossier ?",
        "La réunion avec {name} est reportée à demain matin.",
        "Cordialement,\n{name}",
        "Hier, {name} a déposé une réclamation au guichet.",
    ),
    "es_ES": (
        "Me llamo {name} y quiero cambiar la fecha de mi cita.",
        "Escribe un correo a {name} para confirmar la reserva.",
        "La paciente {name} llegó a urgencias con dolor de cabeza.",
        "Según {name}, el pago se hizo ayer por la tarde.",
        "Atentamente,\n{name}",
    ),
    "it_IT": (
        "Mi chiamo {name} e vorrei sapere lo stato della mia pratica.",
        "Scrivi una risposta a {name} sul ritardo della consegna.",
        "Il contratto è stato firmato da {name} la settimana scorsa.",
        "Cordiali saluti,\n{name}",
        "Ieri {name} ha chiamato per annullare la prenotazione.",
    ),
    "pt_BR": (
        "Meu nome é {name} e preciso atualizar meu cadastro.",
        "Escreva uma mensagem para {name} sobre o atraso na entrega.",
        "O cliente {name} pediu o reembolso na semana passada.",
        "Atenciosamente,\n{name}",
        "Ontem {name} ligou para remarcar a consulta.",
    ),
    "nl_NL": (
        "Mijn naam is {name} en ik wil graag mijn adres wijzigen.",
        "Kun je een mail opstellen aan {name} over de vertraging?",
        "Gisteren heeft {name} het formulier ingeleverd.",
        "Met vriendelijke groet,\n{name}",
        "Het dossier van {name} is nog niet compleet.",
    ),
    "pl_PL": (
        "Nazywam się {name} i chciałbym zmienić termin wizyty.",
        "Napisz odpowiedź do klienta: {name} czeka od tygodnia.",
        "Wczoraj {name} złożyła reklamację w sklepie.",
        "Z poważaniem\n{name}",
        "Umowę podpisał {name} w obecności świadka.",
    ),
    "sv_SE": (
        "Jag heter {name} och vill säga upp mitt abonnemang.",
        "Skriv ett svar till {name} om den försenade leveransen.",
        "I går lämnade {name} in ansökan på kontoret.",
        "Med vänliga hälsningar\n{name}",
        "Enligt {name} har betalningen redan gjorts.",
    ),
    "uk_UA": (
        "Мене звати {name}, я хочу змінити дату візиту.",
        "Напиши відповідь для клієнта: {name} чекає вже тиждень.",
        "Учора {name} подала заяву на відшкодування.",
        "З повагою,\n{name}",
        "Договір підписала {name} минулого тижня.",
    ),
    "cs_CZ": (
        "Jmenuji se {name} a chci změnit termín schůzky.",
        "Včera podal reklamaci pan {name} na pobočce.",
        "S pozdravem\n{name}",
        "Smlouvu podepsala {name} minulý týden.",
        "Napiš zprávu, že {name} přijde později.",
    ),
    "tr_TR": (
        "Benim adım {name} ve randevumu değiştirmek istiyorum.",
        "Dün {name} şikayet dilekçesi verdi.",
        "Saygılarımla,\n{name}",
        "Sözleşmeyi {name} geçen hafta imzaladı.",
        "Lütfen {name} için bir yanıt yaz.",
    ),
}
AROUND = {
    "email": ("Write to {x} before noon.", "{x} hat noch nicht geantwortet.", "Adresse : {x}.",
              "Envía el archivo a {x}, por favor", "Пошта: {x}", "from=<{x}>, status=sent"),
    "iban": ("Please refund to {x}.", "IBAN {x}", "Überweisung auf das Konto {x} ist erfolgt.",
             "Virement sur {x} svp", "rachunek {x}, proszę", "{x}"),
    "card": ("The charge on {x} failed.", "Karte {x} gesperrt", "ma carte {x} a expiré",
             "tarjeta {x}, por favor", "Card number: {x} exp 11/29", "картка {x}"),
    "ip": ("Blocked {x} after ten tries.", "Anmeldung von {x} aus", "connexion depuis {x}.",
           "client={x} port=443", "[{x}] GET /index.html 200", "сервер {x} не відповідає"),
    "secret": ("{x}", "here is my config: {x}", "Why does this fail? {x} Thanks!",
               "Der Schlüssel geht nicht: {x}", "la clave no funciona: {x}"),
}  # fmt: skip
PHONES = {
    "en_US": ("Call me back at {x} after five.", "My phone number is {x}."),
    "en_GB": ("Her mobile is {x}, try in the evening.", "Tel: {x}"),
    "de_DE": ("Sie erreichen mich unter {x} ab neun Uhr.", "Telefon {x}"),
    "fr_FR": ("Mon téléphone est le {x}.", "Appelez-moi au {x} demain."),
    "es_ES": ("Mi teléfono es {x}.", "Llámame al {x} mañana."),
    "it_IT": ("Il mio cellulare è {x}.", "Tel. {x}"),
    "pt_BR": ("Meu telefone é {x}.", "Ligue para {x} à tarde."),
    "nl_NL": ("Mijn telefoonnummer is {x}.", "Bel mij op {x}."),
    "pl_PL": ("Mój numer telefonu to {x}.", "Proszę dzwonić pod {x}."),
    "sv_SE": ("Mitt telefonnummer är {x}.", "Ring mig på {x}."),
    "uk_UA": ("Мій телефон {x}.", "Зателефонуйте мені: {x}"),
    "cs_CZ": ("Můj telefon je {x}.", "Volejte na {x}."),
}
NATIONAL: dict[str, tuple[str, tuple[str, ...]]] = {
    "en_US": ("ssn", ("My SSN is {x}.", "applicant {x} was approved")),
    "en_CA": ("ssn", ("SIN {x}", "The form shows {x} in box 3.")),
    "en_IN": ("aadhaar_id", ("My Aadhaar number is {x}.", "Aadhaar: {x}")),
    "fr_FR": ("ssn", ("Numéro de sécurité sociale : {x}", "assuré {x} depuis 2019")),
    "es_ES": ("nif", ("Mi DNI es {x}.", "Firmado con {x} en Madrid")),
    "it_IT": ("ssn", ("Codice fiscale {x}", "il contribuente {x} ha pagato")),
    "pt_BR": ("cpf", ("Meu CPF é {x}.", "cadastro {x} ativo")),
    "nl_NL": ("ssn", ("Mijn BSN is {x}.", "burgerservicenummer {x}")),
    "pl_PL": ("pesel", ("Mój PESEL to {x}.", "pacjent {x} czeka")),
    "sv_SE": ("ssn", ("Mitt personnummer är {x}.", "kunden {x} ringde")),
    "no_NO": ("ssn", ("Fødselsnummer: {x}", "søkeren {x} er registrert")),
    "fi_FI": ("ssn", ("Henkilötunnukseni on {x}.", "asiakas {x} odottaa")),
    "tr_TR": ("ssn", ("TC kimlik numaram {x}.", "müşteri {x} bekliyor")),
    "zh_CN": ("ssn", ("身份证号 {x}", "客户 {x} 已登记")),
    "hr_HR": ("ssn", ("Moj OIB je {x}.", "OIB: {x}")),
    "et_EE": ("ssn", ("Minu isikukood on {x}.", "klient {x} ootab")),
    "ro_RO": ("ssn", ("CNP-ul meu este {x}.", "pacientul {x} asteapta")),
    "es_MX": ("curp", ("Mi CURP es {x}.", "registro {x} vigente")),
    "es_CL": ("rut", ("Mi RUT es {x}.", "cliente {x} activo")),
    "el_GR": ("ssn", ("ΑΜΚΑ {x}", "Ο ΑΜΚΑ μου είναι {x}.")),
    "nl_BE": ("ssn", ("rijksregisternummer {x}", "Mijn rijksregisternummer is {x}.")),
    "fr_CH": ("ssn", ("Numéro AVS {x}", "assurée {x} inscrite")),
    "he_IL": ("ssn", ("תעודת זהות {x}", "ID number {x}")),
}
NEGATIVES = (
    "Order {n8} has shipped, tracking number {n12}.",
    "Your ticket #{n6} was closed; see build {n5} for the fix.",
    "Upgrade from {v} to {v} before the release on {date}.",
    "The commit {sha} broke the login page.",
    "Request {uuid} took {n3} ms on node {n2}.",
    "Why does numpy {v} raise a ValueError in Python 3.12?",
    "How do I sort a list of dictionaries by two keys?",
    "Deploy the service to Google Cloud Run with Terraform.",
    "Explain the difference between TCP and UDP in simple words.",
    "The Galaxy S24 Ultra costs {n3} euros at Media Markt.",
    "Write a haiku about autumn in New York.",
    "Visual Studio Code shows a red line under the import.",
    "Die Bestellung {n8} wurde am {date} versandt.",
    "Erkläre mir den Unterschied zwischen Git Merge und Git Rebase.",
    "Die Deutsche Bahn hat heute wieder Verspätung in Frankfurt am Main.",
    "Das Update {v} behebt einen Fehler im Drucker.",
    "La commande {n8} sera livrée le {date}.",
    "Quelle est la capitale de la Nouvelle-Zélande ?",
    "La Tour Eiffel mesure {n3} mètres de haut.",
    "El pedido {n8} llegará el {date}.",
    "¿Cuál es la diferencia entre América Latina y América del Sur?",
    "L'ordine {n8} è in consegna per il {date}.",
    "La Divina Commedia ha cento canti.",
    "O pedido {n8} foi enviado em {date}.",
    "Qual é a capital do Rio Grande do Sul?",
    "De bestelling {n8} wordt op {date} bezorgd.",
    "Waarom geeft Microsoft Excel een fout in deze formule?",
    "Zamówienie {n8} zostało wysłane {date}.",
    "Jak zainstalować Windows Server w maszynie wirtualnej?",
    "Beställning {n8} skickades {date}.",
    "Замовлення {n8} буде доставлено {date}.",
    "Як працює Нова Пошта у Києві на вихідних?",
    "Objednávka {n8} dorazí {date}.",
    "{n8} numaralı sipariş {date} tarihinde gönderildi.",
    "Summarise the Treaty of Versailles in three bullet points.",
    "Apache Kafka and Amazon Kinesis handle back-pressure differently.",
    "SELECT id, total FROM orders WHERE id = {n8} LIMIT {n2};",
    "The Monday Morning Report is due on Friday at 17:30:00.",
    "Error E{n5}: timeout after {n3} s (job {n8}, run {n6}).",
    "Translate 'good morning' into Japanese, Korean and Arabic.",
    "ISBN 978-3-16-148410-0 is out of print.",
    "The North Sea is colder than the Red Sea in March.",
    "def parse(line: str) -> dict: return json.loads(line)",
    "Compare the iPhone 15 Pro Max with the Pixel 8.",
    "std::vector<int> v; at 12:34:56 the MAC was 00:1b:44:11:3a:b7",
    "Image sha256:{sha}{sha} was pulled in {n2} seconds.",
)
Label = tuple[int, int, str]


class Sentence(NamedTuple):
    """A text, the places and kinds of persons' data in it, and the row it counts in."""

    text: str
    labels: tuple[Label, ...]
    group: str


def sentences(seed: int, each: int) -> Iterator[Sentence]:
    """Every template of every kind, `each` times with other values."""
    draw = random.Random(seed)  # noqa: S311
    fakers = Fakers(seed)
    for _ in range(each):
        yield from _names(fakers)
        yield from structured(draw, fakers, AROUND, PHONES, NATIONAL)
        for template in NEGATIVES:
            yield Sentence(filled(template, draw), (), "none")


class Fakers:
    """One source of values per locale, made when it is asked for."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made: dict[str, Any] = {}

    def __getitem__(self, locale: str) -> Any:
        if locale not in self._made:
            self._made[locale] = Faker(locale)
            self._made[locale].seed_instance(self._seed)
        return self._made[locale]


def _names(fakers: Fakers) -> Iterator[Sentence]:
    for locale, templates in NAMES.items():
        for template in templates:
            value = f"{fakers[locale].first_name()} {fakers[locale].last_name()}"
            yield _one(template.replace("{name}", "{x}"), value, "name", f"name {locale}")


def structured(
    draw: random.Random,
    fakers: Fakers,
    around: Mapping[str, tuple[str, ...]],
    phones: Mapping[str, tuple[str, ...]],
    national: Mapping[str, tuple[str, tuple[str, ...]]],
) -> Iterator[Sentence]:
    """Numbers, addresses and keys in such templates."""
    locales = ("en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_PT", "fi_FI")
    for template in around["email"]:
        yield _one(template, fakers[draw.choice(locales)].email(), "email")
    for template in around["iban"]:
        iban = fakers[draw.choice(locales)].iban()
        spaced = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
        yield _one(template, draw.choice((iban, spaced)), "iban")
    for template in around["card"]:
        yield _one(template, _card(draw, fakers), "card")
    for template in around["ip"]:
        make: Callable[[], str] = draw.choice((fakers["en_US"].ipv4_public, fakers["en_US"].ipv6))
        yield _one(template, make(), "ip")
    for key in planted(draw.randrange(10**6)):
        yield _one(draw.choice(around["secret"]).replace("{x}", key.before + "{x}" + key.after),
                   key.key, "secret")  # fmt: skip
    for locale, asked in phones.items():
        for template in asked:
            yield _one(template, fakers[locale].phone_number(), "phone")
    for locale, (method, templates) in national.items():
        for template in templates:
            value = str(getattr(fakers[locale], method)())
            yield _one(template, value, "national_id", f"national_id {locale}")


def _card(draw: random.Random, fakers: Fakers) -> str:
    number = ""
    while len(number) not in (15, 16):
        number = str(fakers["en_US"].credit_card_number())
    if draw.random() < 0.5 and len(number) == 16:
        return draw.choice(" -").join(number[at : at + 4] for at in range(0, 16, 4))
    return number


def _one(template: str, value: str, kind: str, group: str = "") -> Sentence:
    start = template.index("{x}")
    text = template.replace("{x}", value)
    return Sentence(text, ((start, start + len(value), kind),), group or kind)


def filled(template: str, draw: random.Random) -> str:
    """The template with numbers, dates and versions drawn for it."""

    def drawn(match: re.Match[str]) -> str:
        what = match[1]
        if what[0] == "n":
            return str(draw.randrange(10 ** (int(what[1:]) - 1), 10 ** int(what[1:])))
        if what == "v":
            return ".".join(str(draw.randrange(0, 20)) for _ in range(draw.choice((3, 3, 4))))
        if what == "date":
            day, month, year = (
                draw.randrange(1, 29),
                draw.randrange(1, 13),
                draw.randrange(2020, 2027),
            )
            return draw.choice((f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}",
                                f"{day:02}/{month:02}/{year}"))  # fmt: skip
        digits = "".join(draw.choice("0123456789abcdef") for _ in range(40))
        if what == "uuid":
            return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"
        return digits[: 40 if what == "sha" else 32]

    return re.sub(r"\{(n\d+|v|date|uuid|sha)\}", drawn, template)
