"""Words beside a name that say that it is one, in the languages of many countries."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

# What stands right before a name and before little else: one word is enough of a name then.
_SURE = (
    r"my name is|my name's|i am called|name is|named|call me|signed by|signed,|yours truly|sincerely"
    r"|(?:best|kind|warm|many) regards|regards|cheers|yours faithfully|best wishes|love|dear|full name|name:"
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
    r"|jag heter|mitt namn är|jag är|herr|fru|kära|hej|hälsningar|hälsning|namn:|hilsen|jeg heter|navn:|nimeni on|olen|nimi:"
    r"|мене звати|моє ім'я|ім'я:|пан|пані|панові|пана|шановний|шановна|повагою|прізвище:|лікар|пацієнт|пацієнтка"
    r"|меня зовут|господин|госпожа|уважением|имя:|фио:|піб:"
    r"|jmenuji se|jmenuju se|paní|pane|vážený pane|vážená paní|pozdravem|jméno:|volám sa"
    r"|benim adım|adım|ismim|sayın|saygılarımla|saygılar|sevgili|adı:|isim:|με λένε|ονομάζομαι|κύριος|κυρία|κ\."
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
_GAP = " ,;:\"'(*_\n"


def _phrases(words: str) -> frozenset[str]:
    return frozenset(words.replace("\\.?", "").replace("\\.", ".").replace(" ?:", ":").split("|"))


_SURE_PHRASES = frozenset(one.rstrip(":?.") for one in _phrases(_SURE))
_LIKELY_PHRASES = frozenset(one.rstrip(":") for one in _phrases(_LIKELY))
_AFTER_PHRASES = _phrases(_AFTER)
SURE_WORDS = frozenset(word for word in _phrases(_SURE) if " " not in word)


def is_surely_before(text: str, start: int) -> bool:
    """Whether what stands before this place leads up to a name."""
    return _leads_up(text, start, _SURE_PHRASES)


def is_likely_around(text: str, start: int, end: int) -> bool:
    """Whether what stands around this place is often around a name."""
    if _leads_up(text, start, _LIKELY_PHRASES):
        return True
    after = text[end : end + 20].lower().split()[:2]
    if not after or text[end : end + 1] not in (" ", "'", "\u2019"):
        return False
    first = after[0].rstrip(".,;:?!")
    return first in _AFTER_PHRASES or f"{first} {after[-1]}" in _AFTER_PHRASES


def _leads_up(text: str, start: int, phrases: frozenset[str]) -> bool:
    near = text[max(0, start - _REACH) : start].lower()
    tail = near.rstrip(_GAP)
    if not 1 <= len(near) - len(tail) <= 5:
        return _LIKELY_COLON in phrases and near.endswith(": ")
    words = tail.split()[-_MOST_WORDS:]
    for at in range(len(words)):
        said = " ".join(words[at:]).lstrip("(\"'*_<")
        if said in phrases or said.rstrip(".,") in phrases:
            return True
    return _LIKELY_COLON in phrases and ":" in near[len(tail) :]


_LIKELY_COLON = ""  # what is left of the phrase ":": after a colon names are likely
