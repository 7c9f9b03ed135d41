"""Words beside a number that say what it is, in the languages of many countries."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from microapp_llm.redaction.numbers.national_cues import (
    NATIONAL_MORE,
    PHONE_MORE,
    RIGHT_BEFORE_MORE,
)

_REACH = 44

_NATIONAL = (
    r"\bssn\b|social security|\bitin\b|\bsin\b|social insurance|\btfn\b|tax file|\bbsn\b"
    r"|burgerservice|\bnif\b|contribuinte|fiscal|\bnhs\b|health (?:service )?(?:number|card)"
    r"|national (?:id|insurance|number|identi)|identity (?:number|card|no)|\bid (?:card|number|no)\b"
    r"|personal (?:id|number|code|identi)|citizen|taxpayer|tax (?:id|number|no)|resident"
    r"|steuer[- ]?id|steuer(?:liche )?(?:identifikations)?-?nummer|identifikationsnummer|idnr|steuernummer"
    r"|ausweis|sozialversicherung|\bahv\b|\bavs\b|s[ée]curit[ée] sociale|\bnir\b|\binsee\b"
    r"|registre national|rijksregister|\bcod\.? ?fisc|\bcf\b|num[ée]ro national|\bdni\b|\bnie\b|\bcpf\b|\bcurp\b|\brut\b"
    r"|c[ée]dula|identidad|identidade|identit[àa]|codice|\bpesel\b|\bcnp\b|rodn[ée]|\begn\b|\bегн\b"
    r"|\bsvnr\b|\bsv-?nummer|vers(?:icherungs)?nummer|\bpersonnr|\bhetu\b|\br\. ?č|\brč\b|\bnino\b|s[ée]cu\b"
    r"|personnummer|henkil[öo]tunnus|f[øo]dselsnummer|\bcpr\b|isikukood|asmens kodas|\boib\b|\bjmbg\b"
    r"|\bamka\b|αμκα|\btc\b|t\.c\.|kimlik|aadhaa?r|आधार|マイナンバー|個人番号|身份证|身分證|주민"
    r"|інн|рнокпп|іпн|ідентифікаційн|податков|\bинн\b|снилс|паспорт|תעודת זהות|ת\.ז|ת\"ז|מספר זהות|\bidentifi(?:ant|cador)"
)
_PHONE = (
    r"(?:phone)|\btel(?:\.|:|\b|e)|\bmobil|\bcell|\bcall\b|\bcall(?:ed|ing)?\b|\btext(?:ed)? me\b|\bring\b"
    r"|\bfax|\bsms\b|whats ?app|\breach (?:me|us|him|her|them)|\bhandy|\brufnummer|\bruf|anrufen|\bt[ée]l"
    r"|portable|appele|joindre|\bm[óo]vil|celular|ll[áa]ma|cellulare|chiama|telem[óo]vel|\blig(?:ue|ar|a)\b"
    r"|\bbel\b|bellen|zadzwo|kom[óo]rk|\bring(?:a|e)\b|\btlf|puhelin|soita|\bmobiili"
    r"|зателеф|дзвін|подзвон|передзвон|позвон|перезвон|dzwoni|erreich|telefonisch|\bара|тел|моб|дзвон|звон|τηλ|κιν|טלפון|هاتف|جوال|फ़ोन|फोन|मोबाइल|電話|电话|手机|携帯|전화|연락처"
    r"|\bnummer is\b|\bnumber is\b|numaram|n[úu]mero|номер|contact number"  # of a phone, or of what is named
    r"|\bara(?:y|\b)|\bcep\b|\bpuh\b|\bph\b|\bgsm\b|\bt:|\bm:|\bp:|\blandline|\bswitchboard|\bdurchwahl|\bfestnetz|\bzentrale|\bufficio|\bfisso|\bfixo|\bfijo|\bvaste lijn"
    r"|\bväxel|\bomstilling|\bvaihde|\bnumer(?:em|u|ze|y)?\b|\bčísl(?:o|e|u)\b|\bnumaradan|\bnumarası|\bponerse en contacto|\bcontact(?:ar|er|o)?\b|\bmob\b|\bcel\b|\bm[óo]b\.|hotline|\bdial\b|\bvolejte|\bzavol"
)
_CARD = re.compile(
    "card|cart[aeã]|visa|master|amex|tarjeta|kort|kaart|kart|карт|カード|卡|카드"  # within words too
)
_OTHER = (
    r"\border|\binvoice|\bticket|\btracking|\bbuild|\bcommit|\bserial|\bref(?:erence|\b)|\bshipment"
    r"|\bparcel|\bsku\b|\bean\b|\bisbn|\bissn|\bupc\b|\bgtin|\bdoi\b|\bpart (?:no|number)|\bmodel\b"
    r"|\bitem\b|\bcase\b|\bbatch|\blot\b|\bcustomer (?:no|number|id)|\baccount (?:no|number|id)"
    r"|\btransaction|\bjob\b|\brun\b|\bid[:=](?<!tax id.)(?<!steuer.id.)(?<!steuerid.)(?<!national id.)|\btimestamp|\bepoch|\bversion|\brelease|\bport\b|\brevision"
    r"|\bbestell|\bauftrag|\brechnung|\bsendung|\bvorgang|\bartikel|\bkundennummer|\baktenzeichen"
    r"|\bcommande|\bfacture|\bcolis|\bdossier|\bpedido|\bfactura|\bfatura|\benv[íi]o|\bencomenda"
    r"|\bordine|\bfattura|\bspedizione|\bbestelling|\bfactuur|\bzam[óo]wieni|\bfaktur|\bprzesy[łl]k"
    r"|\border(?:nummer|nr)|\btilaus|\bobjedn|\bsipari[şs]|\bfi[şs]\b|замовл|рахун|накладн|заказ|сч[её]т"
    r"|παραγγελ|τιμολ|注文|請求|订单|訂單|发票|주문|송장|ऑर्डर|طلب|הזמנה|\bcomand[aă]|\brendel"
)


class _Words:
    """Finds words of several meanings in small letters, by the first two letters of each word.

    A text has few words and a meaning has many, so this takes a tenth of the time of one pattern.
    """

    def __init__(self, meanings: Mapping[str, str]) -> None:
        begin: dict[str, dict[str, list[str]]] = {}
        anywhere: dict[bool, list[str]] = {True: [], False: []}
        for meaning, words in meanings.items():
            loose: dict[bool, list[str]] = {True: [], False: []}
            for word in re.split(r"\|(?![^(]*\))", words):
                first = word.removeprefix(r"\b")
                if _begins_a_word(word) and first[0].isalpha():
                    for two in _first_two(first):
                        begin.setdefault(two, {}).setdefault(meaning, []).append(first)
                else:
                    loose[word.isascii()].append(word)
            for is_ascii, some in loose.items():
                anywhere[is_ascii] += [f"(?P<{meaning}>{'|'.join(some)})"] if some else []
        self._begin = {first: _one_of(words) for first, words in begin.items()}
        self._starts = re.compile(rf"(?<!\w)(?=(?:{_by_first_letter(begin)}))")
        self._anywhere = re.compile("|".join(anywhere[True]))
        self._anywhere_else = re.compile("|".join(anywhere[False]))

    def find(self, small: str) -> Iterator[tuple[str, int, str]]:
        """The meaning, the place and the word, of each."""
        for begun in self._starts.finditer(small):
            start = begun.start()
            match = self._begin[small[start : start + 2]].match(small, start)
            if match:
                yield str(match.lastgroup), start, match[0]
        for match in self._anywhere.finditer(small):
            yield str(match.lastgroup), match.start(), match[0]
        for match in () if small.isascii() else self._anywhere_else.finditer(small):
            yield str(match.lastgroup), match.start(), match[0]


def _by_first_letter(begin: Mapping[str, Mapping[str, list[str]]]) -> str:
    """All words that begin words, with those of one first letter together: most fail at once."""
    rests: dict[str, dict[str, None]] = {}
    for some in begin.values():
        for word in (word for words in some.values() for word in words):
            rests.setdefault(word[0], {})[word[1:]] = None
    return "|".join(f"{re.escape(first)}(?:{'|'.join(some)})" for first, some in rests.items())


def _one_of(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{'|'.join(some)})" for name, some in words.items()))


def _begins_a_word(word: str) -> bool:
    """Whether it stands at the start of words: writing without spaces has none."""
    return word.startswith(r"\b") or (word[0].isalpha() and word[0] < _FIRST_WITHOUT_SPACES)


def _first_two(word: str) -> tuple[str, ...]:
    """The letters that a pattern can begin with: its second one may be any of some."""
    match = _SECOND.match(word, 1)
    if not match:
        raise ValueError(f"The word {word} does not say which two letters it begins with.")
    return tuple(word[0] + second for second in match["some"] or match["one"])


_SECOND = re.compile(r"(?:\[(?P<some>\w+)\]|\\?(?P<one>[^(\[\\]))(?![?*{])")
_FIRST_WITHOUT_SPACES = "\u0e00"
_WORDS = _Words(
    {"national": f"{_NATIONAL}|{NATIONAL_MORE}", "phone": f"{_PHONE}|{PHONE_MORE}", "other": _OTHER}
)
_LETTER = re.compile(r"[^\W\d_]")
_CAMEL = re.compile("([A-Z])(?<=[a-z].)")  # nhsNumber, homePhone
_MAY_SAY = re.compile(r"[^\W\d_]|[=~<>^@/[]")
_VERSION = re.compile(
    r"(?:\bv(?:er(?:sion|si[oó]n|s[ãa]o|sione|sie|sja)?)?|\brelease|\bbuild|\bfirmware|\bpatch|\bupgraded? to"
    r"|\bupdated? to|верс\w{1,4}|版本|バージョン|버전|[=~<>]=|[~^])[ .:]{0,2}$"
)


_CHANGED_VERSION = re.compile(
    r"upgrad|updat|downgrad|version|release|migrat|\bbump|\binstall|aktualis|mise à jour|верс"
)
_MACHINE = re.compile(
    r"\bip\b|ipv4|addr|host|server|client|\bfrom\b|\bvon\b|\bdesde|\bdepuis|\bping\b|\bssh\b|@$|//$"
    r"|\bgateway|\bdns\b|subnet|\bpeer|\bnode\b|\bblock|\bconnect|сервер|адрес|\[$|\bbind\b|\blisten"
)
_RIGHT_BEFORE = re.compile(
    r"(?:\bssn\b|social (?:security|insurance)|\bbsn\b|\bnhs\b|\bdni\b|\bnie\b|\bcpf\b|\bpesel\b|\bcnp\b"
    r"|\bnir\b|s[ée]curit[ée] sociale|steuer[- ]?id(?:entifikationsnummer)?|\bsvnr\b|\bpersonnr|\bhetu\b|personnummer|f[øo]dselsnummer|\bcpr\b|isikukood|\boib\b"
    r"|\bamka\b|αμκα|kimlik|aadhaa?r|आधार|マイナンバー|身份证|주민등록번호|рнокпп|іпн|rodn[ée] č[íi]slo|\begn\b|егн"
    rf"|national id|codice fiscale|burgerservicenummer|rijksregister|{RIGHT_BEFORE_MORE})"
    r"[ \w]{0,14}?[ .:=#\"'-]{1,4}(?:is |ist |est |es |é |to |je |är )?$"
)


_NUMBERS = re.compile(r"nummer|number|numaram|numer|numaradan|čísl|n[úu]mero|номер|contact")


class _Places(NamedTuple):
    """Where the last word of each meaning begins in what stands before a number, or -1."""

    national: int
    phone: int
    number: int
    other: int
    card: int


@lru_cache(maxsize=512)
def _places(near: str) -> _Places | None:
    if not _LETTER.search(near):
        return None
    if _CAMEL.search(near):
        near = _CAMEL.sub(r" \1", near)
    small = near.lower().replace("_", " ")
    national = phone = number = other = card = -1
    for meaning, start, word in _WORDS.find(small):
        if meaning == "national":
            national = max(national, start)
        elif meaning == "other":
            other = max(other, start)
        elif _NUMBERS.match(word):
            number = max(number, start)
        else:
            phone = max(phone, start)
    for match in _CARD.finditer(small):
        card = match.start()
    found = _Places(national, phone, number, other, card)
    return found if max(found) >= 0 else None


class Said(NamedTuple):
    """What the words before a number speak of: of two, the nearer one counts."""

    national: bool = False
    phone: bool = False
    card: bool = False
    other: bool = False
    right_before: bool = False
    card_last: bool = False  # of a card, and of a person's number before that


NOTHING = Said()


def said_before(text: str, start: int, run_start: int) -> Said:
    """What is said before this place in a run of digits and marks, which itself says nothing."""
    reach = _REACH - (start - run_start)
    if reach <= 0:
        return NOTHING
    earliest = max(0, run_start - _REACH)
    places = _places(text[earliest:run_start])
    if places is None:
        return NOTHING
    return _said(text, start, places, run_start - reach - earliest)


def _said(text: str, start: int, places: _Places, first: int) -> Said:
    national, phone, number, other, card = (at if at >= first else -1 for at in places)
    nearest = max(national, phone, number, other, card)
    if nearest < 0:
        return NOTHING
    is_national = national >= 0 and national >= max(phone, other)
    return Said(
        national=is_national,
        phone=max(phone, number) >= max(other, 0) and (phone >= national or number > national),
        card=card >= max(other, 0),
        other=other >= 0 and other == nearest,
        right_before=is_national and _is_right_before(text, start),
        card_last=card > national >= 0,
    )


def _is_right_before(text: str, start: int) -> bool:
    """Whether what stands right before this place names a person's number and nothing else."""
    return bool(_RIGHT_BEFORE.search(text[max(0, start - 40) : start].lower().replace("_", " ")))


def is_an_ip_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a machine."""
    near = text[max(0, start - 24) : start].lower()
    if not _MAY_SAY.search(near) or not _MACHINE.search(near):
        return False
    return not _CHANGED_VERSION.search(text[max(0, start - 40) : start].lower())


def is_a_version_named(text: str, start: int) -> bool:
    """Whether what begins here is the number of a version."""
    near = text[max(0, start - 16) : start].lower()
    return bool(_MAY_SAY.search(near) and _VERSION.search(near))
