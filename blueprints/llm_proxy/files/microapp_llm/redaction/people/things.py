"""Whether a name is that of a street, a school, a prize or a company, by the word beside it."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re

from microapp_llm.redaction.people.lists import is_given


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BEFORE = frozenset(
    word
    for words in (
        "rue|avenue|boulevard|quai|allée|impasse|hôpital|clinique|lycée|collège|école|stade|aéroport|gare|prix|loi|parc|pont|église|cathédrale|musée|théâtre|théorème|fondation|université|bibliothèque|square",
        "via|viale|corso|piazza|piazzale|largo|vicolo|lungotevere|ospedale|policlinico|clinica|liceo|scuola|stadio|aeroporto|stazione|premio|legge|parco|ponte|chiesa|basilica|museo|teatro|teorema|fondazione|università|istituto|palazzo|torre|galleria|monte|isola",
        "calle|plaza|paseo|avenida|carrera|hospital|clínica|instituto|colegio|escuela|estadio|aeropuerto|estación|ley|parque|puente|iglesia|catedral|universidad|fundación|ronda|puerta|barrio|glorieta",
        "rua|praça|travessa|alameda|rodovia|estádio|escola|universidade|fundação|hospital|ponte|prêmio|prémio|lei|shopping|bairro|museu|liceu",
        "st|st.|saint|sainte|sankt|san|santa|santo|são|sint|mount|lake|fort|cape|port",
        "ulica|ulicy|ulicę|ul.|ul|plac|placu|pl.|aleja|alei|al.|aleje|alejach|rondo|ronda|osiedle|os.|most|mostu|szpital|szpitala|szpitalu|uniwersytet|uniwersytetu|liceum|szkoła|szkoły|szkole|lotnisko|lotniska|dworzec|nagroda|nagrody|nagrodę|ustawa|muzeum|teatr|teatru|stadion|stadionu|park|parku|kopiec|fundacja|fundacji",
        "ulice|ulici|náměstí|nám.|třída|třídě|nábřeží|nemocnice|univerzita|univerzity|univerzitě|škola|školy|divadlo|divadla|letiště|nádraží|cena|ceny|zákon|stadion|námestie|ulica|letisko",
        "улица|улицы|улице|улицу|ул|ул.|проспект|проспекта|проспекте|пр.|пр-т|площадь|площади|пл.|переулок|переулке|бульвар|бульваре|набережная|станция|станции|метро|имени|им|им.|больница|больницы|университет|университета|школа|школы|лицей|гимназия|театр|театра|музей|музея|парк|парка|стадион|стадиона|аэропорт|аэропорта|премия|премии|премию|закон|закона|теорема|теоремы|мост|собор|орден|ордена|дворец|команда",
        "вулиця|вулиці|вулицю|вул|вул.|проспекту|проспекті|площа|площі|площу|провулок|бульварі|набережна|станція|станції|лікарня|лікарні|університет|університету|імені|ім.|театру|музею|парку|стадіон|стадіону|аеропорт|аеропорту|премія|премії|премію|теореми|орден|собор",
        "οδός|οδό|οδού|πλατεία|πλατείας|λεωφόρος|λεωφόρο|λεωφόρου|νοσοκομείο|πανεπιστήμιο|σχολείο|γήπεδο|αεροδρόμιο|σταθμός|βραβείο|νόμος|μουσείο|θέατρο|στάδιο|αγίου|αγία|αγίας|άγιος",
        "strada|str.|bulevardul|bd.|piața|piaţa|calea|aleea|spitalul|universitatea|liceul|școala|stadionul|aeroportul|gara|premiul|legea|muzeul|teatrul|parcul|podul|colegiul|sfântul|sfânta",
        "jalan|jl|jl.|jln|jln.|gang|gelora|stadion|bandara|masjid|gedung|rumah|universitas|sma|smp|museum|taman|jembatan|penghargaan|pelabuhan|stasiun|terminal|bung|lapangan|kota|pulau|gunung|undang-undang|lorong|taman",
        "ulica|trg|bolnica|aerodrom|sveučilište|univerzitet|gatvė|iela|tänav",
        "straße|strasse|platz|flughafen|bahnhof|klinikum|krankenhaus|gymnasium|grundschule|stiftung|schloss|burg|straat|plein|ziekenhuis|universiteit|luchthaven|gata|sykehus|sjukhus|hotel|hôtel|restaurant|café|cafe|bar|pizzeria|trattoria|ristorante|stadium|metro",
    )
    for word in words.split("|")
)
_FIRST = _set(
    "hospital hôpital ospedale policlinico clinica clínica klinikum université università universidad universidade uniwersytet univerzita lycée liceo colegio escuela escola scuola istituto instituto aeroporto aeropuerto aéroport estadio estádio stade stadio stadion musée museo museu teatro théâtre rue avenue boulevard avenida calle plaza piazza praça rua viale palazzo hotel hôtel restaurant café pizzeria jalan gelora masjid gedung bandara universitas улица площадь проспект станция метро площа вулиця университет університет музей театр οδός πλατεία λεωφόρος strada bulevardul piața spitalul universitatea ulica plac rondo aleja ulice náměstí nemocnice szpital premio prix nagroda fundación fondazione fondation fundacja politechnika akademia instytut kota pulau gunung undang-undang dacia škoda ford opel renault seat fiat kia tesla mercedes audi bmw peugeot citroën toyota hyundai lotnisko muzeum teatr liceum"
)
_LAST = _set(
    "station avenue airport stadium arena hospital university college institute museum theatre theater prize award cup trophy theorem equation constant effect syndrome foundation library gallery cathedral chowk nagar road square street"
    " caddesi bulvarı parkı meydanı sokağı üniversitesi hastanesi lisesi stadyumu köprüsü camii"
)
_LAST_ENDS = (  # of streets and squares
    *("torv", "gade", "plads", "plass", "gatan", "vägen", "straße", "strasse", "platz", "straat"),
    *(
        "plein",
        "gracht",
        "brücke",
        "utca",
        "katu",
        "allé",
        "brygge",
        "rapids",
        "springs",
        "heights",
    ),
)
_ARTICLES = _set("de du des della del di da do dos la le el the of im. św.")
_AFTER = re.compile(
    r"(?:'s?|\u2019s?)?[ -](?:street|st\b|avenue|ave\b|road|rd\b|lane|square|station|airport|stadium|arena|park|bridge|hospital|university|college|school|academy|institute|museum|theatre|theater|prize|award|medal|cup|trophy|act\b|law|laws|bill\b|theorem|paradox|conjecture|inequality|lemma|equation|equations|constant|effect|principle|algorithm|distribution|syndrome|disease|scale|curve|foundation|trust\b|cent(?:er|re)|library|hall|hotel|gallery|church|cathedral|memorial|building|tower|inc\b|llc|ltd|gmbh|ag\b|corp|plc|s\.?a\.?\b|company|group|bank|motors|airlines|records|pictures|studios|united|city\b|town\b|county|island|islands|lake|river|bay|beach|valley|hills|heights|chowk|marg\b|nagar|metro|airways|industries|partners\b|north end|villa|rovers|wanderers|fc\b|clinic"
    r"|gatan|gata|gate\b|gade|vei\b|veien|vägen|torg|plass|plads|sykehus|skole|katu|aukio|tie\b|sairaala|koulu"
    r"|t[ée]r(?:e|re|ről|en|nél|től|hez)?\b|utc[aá]\w*|út\b|úton|körút\w*|híd\w*|pályaudvar\w*|egyetem\w*|kórház\w*|díj|stadion|gimnázium|iskola"
    r"|straße|strasse|platz|allee|weg\b|brücke|schule|gymnasium|universität|preis|stadion|halle|institut|stiftung|klinik|gesetz|denkmal|kirche|ring\b|ufer|haus\b|gesellschaft"
    r"|caddesi|caddesinde|sokak|sokağı|bulvarı|meydanı|üniversitesi|hastanesi|havalimanı|stadyumu|stadı|ödülü|lisesi|köprüsü|kanunu|teoremi|parkı|camii"
    r"|straat|laan|plein|gracht|prijs|wet\b|ziekenhuis|universiteit|brug\b"
    r"|most\b|ulice\b|náměstí|divadlo|univerzita|(?:& )(?P<company>\w+))",
    re.IGNORECASE,
)
_REACH = 26


def is_of_a_thing(text: str, start: int, end: int) -> bool:
    """Whether the word before or after this name says that no person is meant."""
    words = text[start:end].lower().split(" ")
    if words[0] in _FIRST or (len(words) > 1 and words[-1].endswith(_LAST_ENDS)):
        return True
    if len(words) > 1 and words[-1] in _LAST:
        return True
    before = text[max(0, start - _REACH) : start].lower().split()
    if before and before[-1] in _ARTICLES:
        before.pop()
    if before and before[-1].lstrip("(\"'«„") in _BEFORE and text[start - 1 : start] in (" ", ""):
        return True
    if text[end : end + 1] not in _MAY_FOLLOW:
        return False
    after = _AFTER.match(text, end)
    if not after:
        return False
    company = after["company"]
    return not company or (company[0].isupper() and not is_given(company) and company not in _KIN)


_MAY_FOLLOW = frozenset((" ", "'", "\u2019", "-"))
_KIN = frozenset(("Familie", "Family", "Partner", "Team", "Kids", "Kinder"))
