"""Words beside a name that say that it is one, in the languages of many countries."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from functools import lru_cache

from microapp_llm.redaction.people.around_more import (
    AFTER_MORE,
    GREETINGS_MORE,
    LIKELY_MORE,
    SIGN_OFFS_MORE,
    SMALL_MORE,
    SURE_MORE,
    WEAK_MORE,
)

# What stands right before a name and before little else: one word is enough of a name then.
_SURE = (
    r"my son|my daughter|my brother|my sister|my boss|my friend|my neighbor|my neighbour|my husband|my wife|husband|wife|daughter|girlfriend|boyfriend"
    r"|hijo|hija|hermano|hermana|esposo|esposa|marido|jefe|jefa|compañero|compañera|vecino|vecina|doctor|doctora|profesor|profesora"
    r"|figlio|figlia|fratello|sorella|marito|moglie|collega|dottore|dottoressa|professore|professoressa|vicino|vicina"
    r"|mon fils|ma fille|mon frère|ma sœur|mon mari|ma femme|docteur|docteure|professeur|professeure|collègue|voisin|voisine"
    r"|sohn|tochter|bruder|schwester|ehemann|ehefrau|doktor|azubi|kollegin|nachbar|nachbarin|chefin|enkel|enkelin"
    r"|zoon|dochter|broer|zus|buurman|buurvrouw|dokter|filho|filha|irmão|irmã|doutor|doutora|professora|chefe|vizinho|vizinha"
    r"|mój syn|moja córka|mąż|żona|doktora|min son|min dotter|min datter|min søn|kollega|min chef|poikani|tyttäreni|můj syn|moje dcera|kolega|kolegyně|oğlum|kızım"
    r"|reservation under|state v|account holder|the plaintiff|the defendant|attorney|passenger|beneficiary|counsel|uncle|granny"
    r"|grandma|grandpa|nana|signed-off-by|reported-by|reviewed-by|attending|landlord|dr\. med\.|med\.|hr|i\.a\.|i\. a\.|oma|opa|tante|onkel"
    r"|maître|me|abuela|abuelo|tía|tío|nonna|nonno|zia|zio|avó|avô|tia|tio|dona|seu|avv\.|ing\.|rag\.|geom\.|arch\."
    r"|my name is|my name's|i am called|name is|named|call me|signed by|signed,|yours truly|sincerely"
    r"|best regards|kind regards|warm regards|many regards|regards|cheers|yours faithfully|best wishes|love|dear|full name|name:"
    r"|first name|last name|surname|patient|employee|colleague|attn\.?:?|mr|mrs|ms|miss|mx|dr|prof|sir|madam"
    r"|mr\.|mrs\.|ms\.|dr\.|prof\.|rev\.|hon\.|judge|officer|captain|nurse|aunt|uncle"
    r"|mein name ist|ich heiße|ich heisse|herr|herrn|frau|hr\.|fr\.|liebe|lieber|grüßen|grüße|gruß"
    r"|sehr geehrte frau|sehr geehrter herr|patientin|kollege|kollegin|unterschrieben von|vorname:|nachname:"
    r"|je m'appelle|je suis|mon nom est|m\.|mme|mlle|monsieur|madame|mademoiselle|cher|chère|cordialement"
    r"|salutations|nom ?:|prénom ?:|me llamo|mi nombre es|soy|se llama|señor|señora|señorita|sr\.?|sra\.?|srta\.?|don|doña"
    r"|estimado|estimada|querido|querida|atentamente|saludos|nombre:|la paciente|el paciente"
    r"|mi chiamo|il mio nome è|sono|signor|signora|sig\.|sig\.ra|dott\.|dott\.ssa|gentile|caro|cara|saluti|nome:|cognome:"
    r"|meu nome é|chamo-me|me chamo|sou|senhor|senhora|prezado|prezada|atenciosamente|abraços|cumprimentos"
    r"|mijn naam is|ik heet|ik ben|meneer|mevrouw|dhr\.|mevr\.|mw\.|beste|geachte|groet|groeten|naam:"
    r"|nazywam się|mam na imię|jestem|pan|pani|pana|panem|panią|szanowny panie|poważaniem|pozdrawiam|imię:|nazwisko:"
    r"|jag heter|mitt namn är|jag är|herr|fru|kära|hälsningar|hälsning|namn:|hilsen|jeg heter|navn:|nimeni on|olen|nimi:"
    r"|мене звати|моє ім'я|ім'я:|пан|пані|панові|пана|шановний|шановна|повагою|прізвище:|лікар|пацієнт|пацієнтка"
    r"|меня зовут|господин|госпожа|уважением|имя:|фио:|піб:"
    r"|jmenuji se|jmenuju se|paní|pane|vážený pane|vážená paní|pozdravem|jméno:|volám sa"
    r"|benim adım|adım|ismim|sayın|saygılarımla|saygılar|sevgili|adı:|isim:|με λένε|ονομάζομαι|κύριος|κυρία|κ\."
    r"|avvocato|avvocata|avvocatessa|ingegnere|ingegner|ingegnera|notaio|geometra|architetto|architetta|professor|dottor|suor|maestro|maestra"
    r"|abogado|abogada|licenciado|licenciada|ingeniero|ingeniera|profesora|don|profe|notario|juez|jueza|enfermera|enfermero"
    r"|advogado|advogada|engenheiro|engenheira|enfermeiro|enfermeira|juiz|juíza|avocat|avocate|notaire|juge|fräulein|frl\.|rechtsanwalt|rechtsanwältin|notar|notarin"
    r"|familie|família|familia|famiglia|famille|rodzina|rodziny|rodziną|familjen|familien|ailesi|advocaat|notaris|juf|juffrouw|pastoor|dominee"
    r"|mecenas|mecenasa|doktorze|profesora|profesorem|państwo|państwa|ksiądz|siostra|magister|advokat|lærer|læge|dyrektor|doktorem|mudr\.|ing\.|mgr\.|judr\.|phdr\."
    r"|avukat|doçent|öğretmen|mühendis|hakim|av\.|uzm\.|doç\.|op\. dr\."
    r"|syster|bror|syskon|siostra|siostrą|siostry|brat|bratem|sestra|sestrou|bratr|bratrem|søster|søsteren min|broren min|kız kardeşim|kardeşim|abim|ablam"
    r"|eşim|müdürüm|arkadaşım|mi prima|mi primo|minha prima|meu primo|prima|moj brat|kuzynka|kuzyn|cousine|cousin|copine|copain|freundin|schwager|schwägerin"
    r"|verloofde|vriendin|vriend|novia|novio|namorada|namorado|fidanzata|fidanzato|suocera|suocero|cuñada|cuñado|sogra|sogro|schoonmoeder"
    r"|numele meu este|mă numesc|domnul|doamna|zovem se|moje ime je|a nevem|hívnak|mera naam|nama saya"
)
# What stands before a name often, and before other things too: two words are asked for.
_LIKELY = (
    r"is|are|was|did|does|has|if|whether|napsal|napsala|jméno je|to|with|by|from|for|of|and|ask|asked|tell|told|call|called|contact|meet|met|email|cc|via|that|said|says|remind|invite"
    r"|customer|client|manager|director|user|author|tenant|applicant|owner|witness|friend|wife|husband|son|daughter|mother"
    r"|father|brother|sister|boss|speaker|hi|hello|hey|thanks|behalf of|reply to|spoke to"
    r"|an|mit|von|für|bei|durch|hat|haben|kunde|kundin|mitarbeiter|mitarbeiterin|hallo|dass|und|gestern|heute|laut|sagte"
    r"|à|avec|par|pour|de|chez|et|client|cliente|bonjour|que|hier|aujourd'hui|selon|patiente?"
    r"|a|con|por|para|de|y|cliente|clienta|hola|que|según|ayer|hoy|paciente|firmado por|la|el"
    r"|da|per|di|e|ciao|che|secondo|ieri|oggi|paziente|dal|dalla|il|o|ontem|hoje|com|olá|segundo"
    r"|aan|met|door|voor|van|heeft|klant|dat|en|gisteren|vandaag|volgens|patiënt"
    r"|do|od|z|dla|przez|klient|klienta|klientka|pacjent|że|i|wczoraj|dziś|według|podpisał|podpisała|:"
    r"|till|med|av|från|för|kunden|att|och|enligt|lämnade|igår|i går|idag|til|fra|og|at"
    r"|для|від|з|до|клієнт|клієнта|клієнтка|що|та|і|й|учора|вчора|сьогодні|підписав|підписала|від імені|за словами|для|от|с|что|и|вчера"
    r"|s|od|pro|pan|že|včera|dnes|podle|podepsal|podepsala|zákazník|ve|ile|dün|bugün|müşteri|hasta|göre|sözleşmeyi|lütfen|και|με|από|για"
)
# What stands right after a name.
_AFTER = (
    r"'s|coming|going|lives|said|says|asked|asks|wrote|writes|called|calls|told|wants|needs|lives|works|was|is|has|will|would|can|and i|sent|signed|reported|complained"
    r"|hat|ist|war|wird|möchte|sagte|schrieb|wohnt|arbeitet|a|est|était|veut|habite|travaille|demande"
    r"|ha|es|está|era|quiere|vive|trabaja|dijo|è|ha chiamato|vuole|abita|lavora|é|foi|quer|mora|ligou|pediu|trabalha|disse"
    r"|heeft|wil|woont|werkt|zei|czeka|ma|jest|był|była|chce|mieszka|pracuje|powiedział|powiedziała|złożyła|złożył|zadzwonił|zadzwoniła"
    r"|har|vill|bor|arbetar|sade|ringde|lämnade|чекає|подав|подала|хоче|живе|працює|сказав|сказала|написав|написала|просить|дзвонив|дзвонила"
    r"|přijde|má|je|byl|byla|chce|bydlí|pracuje|řekl|řekla|podal|podala|için|geçen|istiyor|yaşıyor|çalışıyor|dedi|aradı|imzaladı|adlı"
)


_REACH = 30
_MOST_WORDS = 4
_GAP = " ,;:\"'(*_"


def _phrases(words: str) -> frozenset[str]:
    return frozenset(words.replace("\\.?", "").replace("\\.", ".").replace(" ?:", ":").split("|"))


# Greetings: the word after them is a name when a mark or the end of the line follows it.
_GREETINGS = _phrases(
    "dag|goedemorgen|goedemiddag|goedenavond|guten morgen|guten tag|grüß gott|grüezi|god morgon|god morgen|goddag|dobrý den|dzień dobry"
    "|witaj|bom dia|boa tarde|boa noite|buenos días|buenas tardes|buonasera|günaydın|good evening|zdravím|nazdar|heisann|hejsan|tjena|halla|godmorgen"
    "|lieve|hoi hoi|chers|mes chères|kochana|kochany|droga pani|kedves|liebste|liebster|sziasztok|bienvenido|bienvenida|bienvenue|welcome back"
    "|hi|hello|hey|hiya|dear|yo|howdy|hallo|hoi|hej|hei|moi|moikka|terve|ahoj|čau|cześć|hejka|merhaba|selam|sevgili|bonjour|bonsoir"
    r"|salut|coucou|cher|chère|hola|oye|oiga|buenas|querido|querida|estimado|estimada|ciao|buongiorno|salve|caro|cara|gentile|olá|oi"
    r"|prezado|prezada|beste|lieve|liebe|lieber|servus|moin|kære|kära|hyvä|vážený|vážená|milý|milá|drogi|droga|thanks|thank you|cheers"
    r"|danke|merci|gracias|grazie|obrigado|obrigada|bedankt|tack|tak|kiitos|dzięki|díky|hi there|good morning|good afternoon"
    r"|happy birthday|congrats|congratulations|привіт|привет|здравствуйте|добрий день"
    f"|{GREETINGS_MORE}"
)
# What ends a letter: the line after it is a name.
_SIGN_OFFS = _phrases(
    "thanks|thank you|many thanks|thanks in advance|thx|ty|best|all the best|best wishes|best regards|kind regards|warm regards|regards"
    "|cheers|ta|sincerely|sincerely yours|yours sincerely|yours faithfully|yours truly|respectfully|cordially|warmly|love|xoxo|signed"
    "|take care|talk soon|see you|rgds|br|kr|mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|liebe grüße|beste grüße|herzliche grüße"
    "|schöne grüße|grüße|gruß|lg|vg|mfg|bg|danke|vielen dank|cordialement|bien cordialement|bien à vous|merci|merci beaucoup|merci d'avance|bises|amicalement"
    "|salutations|sincères salutations|atentamente|un saludo|saludos|saludos cordiales|gracias|un abrazo|abrazos|besos|cordiali saluti|distinti saluti|un saluto"
    "|saluti|grazie|un abbraccio|baci|atenciosamente|att|abraços|abraço|obrigado|obrigada|cumprimentos|grato|grata|met vriendelijke groet|vriendelijke groet"
    "|met vriendelijke groeten|groet|groeten|groetjes|mvg|bedankt|z poważaniem|pozdrawiam|pozdrowienia|dzięki|dziękuję|med vänlig hälsning|med vänliga hälsningar"
    "|vänliga hälsningar|hälsningar|mvh|tack|med venlig hilsen|venlig hilsen|hilsen|vh|tak|mange tak|ystävällisin terveisin|terveisin|parhain terveisin|kiitos|t"
    "|s pozdravem|zdraví|díky|děkuji|saygılarımla|saygılar|sevgiler|teşekkürler|i.a.|i.v.|з повагою|с уважением|дякую|спасибо"
    f"|{SIGN_OFFS_MORE}"
)
# What stands before a name in a chat, where no capital tells it.
_SMALL = _phrases(
    "this is|it's|its|i'm|im|i am|hi|hey|hello|yo|sup|thx|thanks|ask|tell|ping|call|text|dm|msg|cc|w/|w|from|by|todo|fixme|friend|bestie"
    "|bf|gf|bro|sis|mate|buddy|coworker|my boss|roommate|neighbor|neighbour|der|die|hab|hat|ich bin|bin|hier ist|lg|mfg|salut|coucou|slt|c|c'est|moi c'est|suis|dis|oye|soy|con|el|la|amiga|amigo"
    "|hola|ciao|sono|di|il|lo|chiedi|con|oi|sou|o|a|pro|pra|aan|van|met|hoi|groetjes|ben|hej|fråga|mvh|från|hilsen|moi|cześć|od|do|ahoj|selam|said|says|ve|not|is|was|heter|hedder|heißt|heet|llama|chiama|appelle|chama|named|called|nazywa się|jmenuje se"
    "|boss|manager|supervisor|colleague|cousin|uncle|grandma|roomie|kollege|kollegin|chefin|nachbar|nachbarin|freundin|collega|buurman|buurvrouw"
    "|vriend|vriendin|zus|broer|jefe|jefa|novia|novio|hermana|hermano|prima|primo|copine|copain|pote|collègue|frère|sœur|amica|cugina|cugino|capo"
    "|chefe|irmã|irmão|namorada|namorado|siostra|brat|kolega|koleżanka|szef|szefowa|kompis|syster|bror|søster|venn|ven|kamarád|kamarádka|sestra|bratr"
    "|arkadaşım|müdürüm|kardeşim|abim|ablam|patronum|eşim|für|mit|bei|pour|chez|avec|u|hos|för|till|til|dla|için|ile|bij|voor|com|na|od|et|och|og|and|und|y|e|i"
    f"|{SMALL_MORE}"
)
# What somebody says before a name, and hardly before anything else.
INTRODUCED = (
    *(
        "my name is ",
        "My name is ",
        "my name's ",
        "name is ",
        "mein name ist ",
        "Mein Name ist ",
        "ich heiße ",
        "ich heisse ",
    ),
    *(
        "je m'appelle ",
        "me llamo ",
        "mi chiamo ",
        "meu nome é ",
        "mijn naam is ",
        "nazywam się ",
        "jag heter ",
        "mit navn er ",
    ),
    *("jeg hedder ", "nimeni on ", "jmenuji se ", "benim adım ", "people call me "),
)

_SURE_PHRASES = frozenset(one.rstrip(":?.") for one in _phrases(f"{_SURE}|{SURE_MORE}"))
_LIKELY_PHRASES = frozenset(one.rstrip(":") for one in _phrases(f"{_LIKELY}|{LIKELY_MORE}")) | {
    "this is",
    "under",
    "v",
}
# What stands before a name no more often than before anything: it tells nothing of a word that is
# a name and a word of the language too, like Grace, Jordan or Hope.
_WEAK_PHRASES = _phrases(
    "is|are|was|did|does|has|if|whether|to|with|by|from|for|of|and|that|via|an|mit|von|für|bei|durch|hat|haben|und|à|avec|par|pour|de"
    "|chez|et|que|a|con|por|para|y|la|el|da|per|di|e|che|il|o|com|aan|met|door|voor|van|heeft|dat|en|do|od|z|dla|że|i|till|med|av|från"
    "|för|och|att|til|fra|og|at|для|від|з|до|що|та|і|й|от|с|что|и|s|pro|ve|ile|και|με|από|για|dal|dalla|ontem|hoje"
    f"|{WEAK_MORE}"
)
_STRONG_PHRASES = _LIKELY_PHRASES - _WEAK_PHRASES - {""}
# Articles stand before names in few languages, and before most other words with a capital in many.
_PAIR_PHRASES = _LIKELY_PHRASES - {
    *("la", "el", "il", "o", "the", "and", "und", "y", "e", "et", "en", "i", "och", "og"),
    *(_phrases(WEAK_MORE) - _phrases(_LIKELY)),
}
_ENGLISH_PAIR_PHRASES = _PAIR_PHRASES - {"a"}
_ENGLISH = (" the ", " of ", " and ", " is ", " for ", "The ")
_AFTER_PHRASES = _phrases(f"{_AFTER}|{AFTER_MORE}")
# Auxiliary verbs follow whatever a sentence is about.
_PAIR_AFTER_PHRASES = _AFTER_PHRASES - {
    *("a", "ha", "è", "é", "es", "est", "was", "is", "has", "will", "can", "would")
}
_STRONG_AFTER_PHRASES = _phrases(
    "ha|hat|heeft|har|já|vem|viene|va|vai|mówi|říká|thinks|dice|dit|diz|zegt|säger|sier|siger|sagt|meint|denkt|pense|piensa|pensa|acha"
    "|vindt|tycker|synes|myśli|diyor|geliyor|gelir|gitti|ödedi|a payé|a dit|a demandé|a appelé|a envoyé|vient|arrive|kommt|komt|kommer|przyjdzie"
    "|hanım|bey|beyin|hanımın|hoca|hocam|abi|abla|amca|teyze|usta|'s|coming|going|lives|said|says|asked|asks|wrote|writes|called|calls|told|wants|needs|works|sent|signed|reported|complained"
    "|möchte|sagte|schrieb|wohnt|arbeitet|veut|habite|demande|quiere|vive|trabaja|dijo|vuole|abita|lavora|quer|mora|ligou|pediu|disse"
    "|wil|woont|werkt|zei|chce|mieszka|powiedział|powiedziała|vill|bor|sade|ringde|хоче|живе|сказав|сказала|bydlí|řekl|řekla|istiyor|dedi"
)
# What follows the name of one person in a text that names another.
_OF_PERSONS = _AFTER_PHRASES | _phrases(
    "can|can't|could|couldn't|won't|will|would|should|must|may|might|isn't|doesn't|didn't|and|or|covers|takes|gets|has|had|does|did"
    "|und|oder|kann|will|soll|darf|hat|et|ou|peut|doit|va|y|o|puede|debe|va|e|può|deve|pode|vai|en|of|kan|moet|mag|gaat|i|lub|może|musi"
    "|och|eller|ska|og|skal|a|nebo|může|ve|ile"
)
SURE_WORDS = frozenset(word for word in _phrases(f"{_SURE}|{SURE_MORE}") if " " not in word)
# Words with a capital because they begin a sentence, and then a name follows.
LEADING_WORDS = frozenset(word for word in _GREETINGS | _LIKELY_PHRASES if " " not in word)
# The last words of what leads up to a name that no list holds.
LAST_WORDS = frozenset(
    phrase.split()[-1].strip(" .,:") for phrase in _SURE_PHRASES | _GREETINGS | _SIGN_OFFS if phrase
)


def is_surely_before(text: str, start: int) -> bool:
    """Whether what stands before this place leads up to a name."""
    return _leads_up(text, start, _SURE_PHRASES)


def is_greeted(text: str, start: int, end: int) -> bool:
    """Whether the word at this place is who is greeted."""
    after = text[end : end + 1]
    return (after in ("", ",", "!", "\n", ".", ":", "?") and after != ".") and _leads_up(
        text, start, _GREETINGS
    )


def is_signed(text: str, start: int, end: int) -> bool:
    """Whether this place is a line of its own below what ends a letter."""
    if text[end : end + 1] not in ("", "\n", ",", " ") or not start or text[start - 1] != "\n":
        return False
    line_end = text.find("\n", end)
    if text[end : line_end if line_end >= 0 else len(text)].strip(" ,."):
        return False
    above = text[max(0, start - 48) : start].rstrip("\n ").rsplit("\n", 1)[-1]
    return above.strip(" ,.!-*").lower() in _SIGN_OFFS


def is_own_line(text: str, start: int, end: int) -> bool:
    """Whether this place is all of a line, between an empty one and another or the end."""
    if text[max(0, start - 2) : start] != "\n\n":
        return False
    after = text[end : end + 3].strip(" ,.")
    return not after or after[:2] in ("\n\n", "\n-", "\n>", "\n")


def leads_up_small(text: str, start: int) -> bool:
    """Whether what stands before this place leads up to a name written in small letters."""
    return _leads_up(text, start, _SMALL)


def is_likely_around(text: str, start: int, end: int) -> bool:
    """Whether what stands around this place is often around a name."""
    return _is_around(text, start, end, _LIKELY_PHRASES, _AFTER_PHRASES)


def is_likely_around_two(text: str, start: int, end: int) -> bool:
    """The same, for two words that no list holds: an article before them tells nothing."""
    is_english = any(word in text for word in _ENGLISH)
    phrases = _ENGLISH_PAIR_PHRASES if is_english else _PAIR_PHRASES
    return _is_around(text, start, end, phrases, _PAIR_AFTER_PHRASES)


def is_strongly_around(text: str, start: int, end: int) -> bool:
    """Whether what stands around this place is seldom around anything but a name."""
    if text[end : end + 1] in ("'", "\u2019") and _TURKISH.match(text, end + 1):
        return True
    return _is_around(text, start, end, _STRONG_PHRASES, _STRONG_AFTER_PHRASES)


def is_said_of_a_person(text: str, end: int) -> bool:
    """Whether what follows this place follows names of persons more often than other words."""
    if text[end : end + 1] in ("'", "\u2019"):
        return True
    first = text[end : end + 16].lower().split(" ")[1:2]
    return bool(first) and first[0].rstrip(".,;:?!") in _OF_PERSONS


def _is_around(
    text: str, start: int, end: int, before: frozenset[str], behind: frozenset[str]
) -> bool:
    if _leads_up(text, start, before):
        return True
    after = text[end : end + 20].lower().split()[:2]
    if not after or text[end : end + 1] not in (" ", "'", "\u2019"):
        return False
    first = after[0].rstrip(".,;:?!")
    first = first.partition("'")[0] or first
    return first in behind or f"{first} {after[-1]}" in behind


def _leads_up(text: str, start: int, phrases: frozenset[str]) -> bool:
    return not phrases.isdisjoint(_said_before(text[max(0, start - _REACH) : start]))


@lru_cache(maxsize=256)
def _said_before(near: str) -> tuple[str, ...]:
    """The last words before a place, one and two and up to four of them, in small letters."""
    near = near.lower()
    tail = near.rstrip(_GAP)
    if not 1 <= len(near) - len(tail) <= 5:
        return (_LIKELY_COLON,) if near.endswith(": ") else ()
    said: list[str] = []
    phrase = ""
    for word in reversed(tail.split()[-_MOST_WORDS:]):
        phrase = f"{word} {phrase}" if phrase else word
        said.append(phrase.lstrip(_OPENING) if phrase[0] in _OPENING else phrase)
        if "'" in word:
            said.append(said[-1].partition("'")[2])  # the Italian or French article before a word
    if tail.endswith("."):
        said += [one.rstrip(".,") for one in said]
    if ":" in near[len(tail) :]:
        said.append(_LIKELY_COLON)
    return tuple(said)


_TURKISH = re.compile(r"(?:y?[aeıiuü]|[nd][ıiuüae]n?|[dt][ae]n?|y?l[ae]|[ıiuü]n)(?![\w])")
_OPENING = "(\"'*_<\u201e\u201c\u201d\u00ab\u2018\u2039\u00bf\u00a1"
_LIKELY_COLON = ""  # what is left of the phrase ":": after a colon names are likely
