"""Words beside a number that say what it is, in the languages of many countries."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from functools import lru_cache

_REACH = 44

_NATIONAL = (
    r"\bssn\b|social security|\bitin\b|\bsin\b|social insurance|\btfn\b|tax file|\bbsn\b"
    r"|burgerservice|\bnif\b|contribuinte|fiscal|\bnhs\b|health (?:service )?(?:number|card)"
    r"|national (?:id|insurance|number|identi)|identity (?:number|card|no)|\bid (?:card|number|no)\b"
    r"|personal (?:id|number|code|identi)|citizen|taxpayer|tax (?:id|number|no)|resident"
    r"|steuer-?id|steuer(?:liche )?(?:identifikations)?-?nummer|identifikationsnummer|idnr|steuernummer"
    r"|ausweis|sozialversicherung|\bahv\b|\bavs\b|s[ée]curit[ée] sociale|\bnir\b|\binsee\b"
    r"|registre national|rijksregister|num[ée]ro national|\bdni\b|\bnie\b|\bcpf\b|\bcurp\b|\brut\b"
    r"|c[ée]dula|identidad|identidade|identit[àa]|codice|\bpesel\b|\bcnp\b|rodn[ée]|\begn\b|\bегн\b"
    r"|personnummer|henkil[öo]tunnus|f[øo]dselsnummer|\bcpr\b|isikukood|asmens kodas|\boib\b|\bjmbg\b"
    r"|\bamka\b|αμκα|\btc\b|t\.c\.|kimlik|aadhaa?r|आधार|マイナンバー|個人番号|身份证|身分證|주민"
    r"|інн|рнокпп|іпн|ідентифікаційн|податков|\bинн\b|снилс|паспорт|תעודת זהות|\bidentifi(?:ant|cador)"
)
_PHONE = (
    r"\bphone|\btel(?:\.|:|\b|e)|\bmobil|\bcell|\bcall\b|\bcall(?:ed|ing)?\b|\btext(?:ed)? me\b|\bring\b"
    r"|\bfax|\bsms\b|whats ?app|\breach (?:me|us|him|her|them)|\bhandy|\brufnummer|\bruf|anrufen|\bt[ée]l"
    r"|portable|appele|joindre|\bm[óo]vil|celular|ll[áa]ma|cellulare|chiama|telem[óo]vel|\blig(?:ue|ar|a)\b"
    r"|\bbel\b|bellen|\bnummer is\b|zadzwo|kom[óo]rk|\bring(?:a|e)\b|\btlf|puhelin|soita|\bmobiili"
    r"|зателеф|дзвін|подзвон|передзвон|позвон|перезвон|dzwoni|erreich|telefonisch|\bара|тел|моб|дзвон|звон|номер|τηλ|κιν|טלפון|هاتف|جوال|फ़ोन|फोन|मोबाइल|電話|电话|手机|携帯|전화|연락처"
    r"|\bara(?:y|\b)|numaram|\bcep\b|hotline|\bdial\b|contact number|n[úu]mero|\bvolejte|\bzavol"
)
_CARD = (
    r"card|visa|master|amex|karte|carte|tarjeta|cart[ãa]o|carta|kort|kaart|kart|карт|カード|卡|카드"
)
_OTHER = (
    r"\border|\binvoice|\bticket|\btracking|\bbuild|\bcommit|\bserial|\bref(?:erence|\b)|\bshipment"
    r"|\bparcel|\bsku\b|\bean\b|\bisbn|\bissn|\bupc\b|\bgtin|\bdoi\b|\bpart (?:no|number)|\bmodel\b"
    r"|\bitem\b|\bcase\b|\bbatch|\blot\b|\bcustomer (?:no|number|id)|\baccount (?:no|number|id)"
    r"|\btransaction|\bjob\b|\brun\b|\bid[:=]|\btimestamp|\bepoch|\bversion|\brelease|\bport\b|\brevision"
    r"|\bbestell|\bauftrag|\brechnung|\bsendung|\bvorgang|\bartikel|\bkundennummer|\baktenzeichen"
    r"|\bcommande|\bfacture|\bcolis|\bdossier|\bpedido|\bfactura|\bfatura|\benv[íi]o|\bencomenda"
    r"|\bordine|\bfattura|\bspedizione|\bbestelling|\bfactuur|\bzam[óo]wieni|\bfaktur|\bprzesy[łl]k"
    r"|\border(?:nummer|nr)|\btilaus|\bobjedn|\bsipari[şs]|\bfi[şs]\b|замовл|рахун|накладн|заказ|сч[её]т"
    r"|παραγγελ|τιμολ|注文|請求|订单|訂單|发票|주문|송장|ऑर्डर|طلب|הזמנה|\bcomand[aă]|\brendel"
)


def _cue(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def _fast(words: str) -> re.Pattern[str]:
    """A pattern for small letters that asks once, not for each word, whether a word begins."""
    every = re.split(r"\|(?![^(]*\))", words)
    begin = [word.removeprefix(r"\b") for word in every if _begins_a_word(word)]
    other = [word for word in every if not _begins_a_word(word)]
    return re.compile(rf"\b(?:{'|'.join(begin)})" + "".join(f"|{word}" for word in other))


def _begins_a_word(word: str) -> bool:
    """Whether it stands at the start of words: writing without spaces has none."""
    return word.startswith(r"\b") or (word[0].isalpha() and word[0] < _FIRST_WITHOUT_SPACES)


_FIRST_WITHOUT_SPACES = "\u0e00"
_ALL = {
    "national": _fast(_NATIONAL),
    "phone": _fast(_PHONE),
    "card": _fast(_CARD),
    "else": _fast(_OTHER),
}
_LETTER = re.compile(r"[^\W\d_]")
_VERSION = _cue(
    r"(?:\bv(?:er(?:sion|si[oó]n|s[ãa]o|sione|sie|sja)?)?|\brelease|\bbuild|\bfirmware|\bpatch|\bupgraded? to"
    r"|\bupdated? to|верс\w{1,4}|版本|バージョン|버전|[=~<>]=|[~^])[ .:]{0,2}$"
)


_CHANGED_VERSION = _cue(
    r"upgrad|updat|downgrad|version|release|migrat|\bbump|\binstall|aktualis|mise à jour|верс"
)
_MACHINE = _cue(
    r"\bip\b|ipv4|addr|host|server|client|\bfrom\b|\bvon\b|\bdesde|\bdepuis|\bping\b|\bssh\b|@$|//$"
    r"|\bgateway|\bdns\b|subnet|\bpeer|\bnode\b|\bblock|\bconnect|сервер|адрес|\[$|\bbind\b|\blisten"
)
_RIGHT_BEFORE = _cue(
    r"(?:\bssn\b|social (?:security|insurance)|\bbsn\b|\bnhs\b|\bdni\b|\bnie\b|\bcpf\b|\bpesel\b|\bcnp\b"
    r"|\bnir\b|s[ée]curit[ée] sociale|steuer-?id|personnummer|f[øo]dselsnummer|\bcpr\b|isikukood|\boib\b"
    r"|\bamka\b|αμκα|kimlik|aadhaa?r|आधार|マイナンバー|身份证|주민등록번호|рнокпп|іпн|rodn[ée] č[íi]slo|\begn\b|егн"
    r"|national id|codice fiscale|burgerservicenummer|rijksregister)"
    r"[ \w]{0,14}?[ .:=#\"'-]{1,4}(?:is |ist |est |es |é |to |je |är )?$"
)


@lru_cache(maxsize=512)
def _places(near: str) -> dict[str, int]:
    """Where the last word of each meaning begins in what stands before a number, or -1."""
    places = dict.fromkeys(_ALL, -1)
    if _LETTER.search(near):
        for what, cue in _ALL.items():
            for match in cue.finditer(near):
                places[what] = match.start()
    return places


def _near(text: str, start: int) -> dict[str, int]:
    return _places(text[max(0, start - _REACH) : start].lower())


def is_a_national_number_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a person's number."""
    return _is_named("national", text, start)


def is_a_phone_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a phone."""
    return _is_named("phone", text, start)


def is_a_national_number_right_before(text: str, start: int) -> bool:
    """Whether what stands right before this place names a person's number and nothing else."""
    return _near(text, start)["national"] >= 0 and bool(
        _RIGHT_BEFORE.search(text, max(0, start - 40), start)
    )


def is_an_ip_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a machine."""
    if not _MACHINE.search(text, max(0, start - 24), start):
        return False
    return not _CHANGED_VERSION.search(text, max(0, start - 40), start)


def is_a_number_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a person's number or a phone."""
    near = _near(text, start)
    return near["national"] >= 0 or near["phone"] >= 0


def is_a_card_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a card."""
    return _is_named("card", text, start)


def _is_named(what: str, text: str, start: int) -> bool:
    near = _near(text, start)
    return near[what] >= 0 and near[what] >= near["else"]


def is_something_else_named(text: str, start: int) -> bool:
    """Whether the nearest word before this place speaks of an order, a ticket, a build."""
    near = _near(text, start)
    return near["else"] >= 0 and near["else"] == max(near.values())


def is_a_version_named(text: str, start: int) -> bool:
    """Whether what begins here is the number of a version."""
    return bool(_VERSION.search(text, max(0, start - 16), start))
