"""The forms of names in languages that inflect them: "Annie", "Ивану", "Jánosnak", "Pekalle".

They are made once, from short lists of names, so that a look at a word costs no more than before.
"""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_Rule = tuple[str, int, str]  # the ending of a name, how much of it goes, the endings instead


def forms(sort: str, names: list[str]) -> Iterator[str]:
    """Every form of these names, themselves included."""
    make = _MAKERS.get(sort)
    for name in names:
        yield name
        yield from make(name) if make else ()
        if sort.startswith("el"):  # capitals have no accents
            yield from (form.translate(_PLAIN) for form in (name, *(make(name) if make else ())))


def _by_rules(*rules: _Rule) -> Callable[[str], Iterator[str]]:
    """By the first rule whose ending fits: "ek 2 ka kowi kiem" makes Marka of Marek."""

    endings = [
        (re.compile(f"(?:{ending})$"), gone, instead.split()) for ending, gone, instead in rules
    ]

    def make(name: str) -> Iterator[str]:
        for ending, gone, instead in endings:
            if ending.search(name):
                stem = name[: len(name) - gone]
                yield from (stem + one for one in instead)
                return

    return make


_POLISH_MAN = _by_rules(
    ("[^i]ek", 2, "ka kowi kiem ku"),
    ("iek", 3, "ka kowi kiem ku"),
    ("eł", 2, "ła łowi łem le"),
    ("ec", 2, "ca cowi cem"),
    ("[sc]ki|dzki", 1, "iego iemu im a iej ą ich imi"),
    ("[ey]|[^r]y|i", 1, "ego emu ym iego iemu im"),
    ("rzy", 1, "ego emu ym"),
    ("[kg]a", 1, "i ę ą"),
    ("a", 1, "y ie ę ą"),
    ("o", 1, "a owi em"),
    ("ąb", 2, "ęba ębowi ębem"),
    ("ń", 1, "nia niowi niem"),
    ("ść", 2, "ścia ściowi"),
    ("[kg]", 0, "a owi iem u"),
    ("[lj]|sz|cz|rz|[żc]", 0, "a owi em u"),
    ("", 0, "a owi em ie"),
)
_POLISH_WOMAN = _by_rules(
    ("ia|ja", 1, "i ę ą o"),
    ("la", 1, "i ę ą u"),
    ("ka", 2, "ki ce kę ką ko"),
    ("ga", 2, "gi dze gę gą"),
    ("ra", 2, "ry rze rę rą ro"),
    ("ta", 2, "ty cie tę tą to"),
    ("da", 2, "dy dzie dę dą do"),
    ("ła", 2, "ły le łę łą"),
    ("ża", 1, "y ę ą o"),
    ("a", 1, "y ie ę ą o"),
)
_CZECH_MAN = _by_rules(
    ("něk", 3, "ňka ňkovi ňku ňkem"),
    ("ek", 2, "ka kovi kem ku"),
    ("[^r]el", 2, "la lovi lem le lu"),
    ("ý", 1, "ého ému ým á é ou ých ým"),
    ("[íi]", 0, "ho mu m"),
    ("ec", 2, "ce covi cem cová cové covou"),
    ("a", 1, "y ovi u ou o ová ové ovou"),
    ("[sšžčřj]|ď|ť|ň", 0, "e ovi em i ová ové ovou"),
    ("[oe]", 1, "a ovi em"),
    ("", 0, "a ovi em e ová ové ovou om"),
)
_CZECH_WOMAN = _by_rules(
    ("ie", 1, "i í"),
    ("ce", 1, "i í"),
    ("ka", 2, "ky ce kу ku kou ko"),
    ("ra", 2, "ry ře ru rou ro"),
    ("ha", 2, "hy ze hu hou"),
    ("ga", 2, "gy ze gu gou"),
    ("la", 2, "ly le lu lou lo"),
    ("[sz]a", 1, "y e u ou o"),
    ("[ia]a", 1, "i u í ou"),
    ("ia", 1, "i u í e ou"),
    ("a", 1, "y ě u ou o e"),
    ("", 0, "y ou"),
)
_RUSSIAN_MAN = _by_rules(
    ("Павел", 2, "ла лу лом ле"),
    ("П[её]тр|Петр", 3, "етра етру етром етре"),
    ("Лев", 2, "ьва ьву ьвом ьве"),
    ("ий", 1, "я ю ем и"),
    ("[аеёоуы]й", 1, "я ю ем е"),
    ("ь", 1, "я ю ем е"),
    ("[гкхжшчщ]а", 1, "и е у ой ей"),
    ("а", 1, "ы е у ой"),
    ("я", 1, "и е ю ей ёй"),
    ("", 0, "а у ом е ем"),
)
_RUSSIAN_WOMAN = _by_rules(
    ("[гкхжшчщ]а", 1, "и е у ой ей"),
    ("а", 1, "ы е у ой"),
    ("ия", 1, "и ю ей"),
    ("я", 1, "и е ю ей ёй"),
    ("ь", 1, "и ью"),
)
_RUSSIAN_FAMILY = _by_rules(
    ("[ое]в|ёв|ин|ын", 0, "а у ым е ой ы ых ыми"),
    ("ский|цкий", 2, "ого ому им ом ая ой ую ие их"),
    ("ый|ой", 2, "ого ому ым ом ая ой ую"),
    ("ь|й", 1, "я ю ем е"),
    ("х", 0, ""),
    ("", 0, "а у ом е"),
)
_UKRAINIAN_MAN = _by_rules(
    ("ій", 2, "ія ієві ію ієм ії"),
    ("[цс]ький|ий", 2, "ого ому им а ої у ою ій"),
    ("й", 1, "я єві ю єм ї"),
    ("ь", 1, "я еві ю ем і"),
    ("ігор|Ігор|азар", 0, "я еві ю ем еві а у ом"),
    ("о", 1, "а ові у ом е"),
    ("[гкх]а", 1, "и у ою о"),
    ("[аа]", 1, "и і у ою о"),
    ("я", 1, "і ю ею"),
    ("ець", 3, "ця цеві цем цю"),
    ("", 0, "а ові у ом і е"),
)
_UKRAINIAN_WOMAN = _by_rules(
    ("ія", 1, "ї ю єю є"),
    ("[ая]я", 1, "ї ю єю є"),
    ("я", 1, "і ю ею е є"),
    ("га", 2, "ги зі гу гою го"),
    ("ка", 2, "ки ці ку кою ко"),
    ("а", 1, "и і у ою о"),
    ("ов", 0, "і ʼю'ю"),
)
_GREEK_MAN = _by_rules(
    ("ος", 2, "ου ο ε"),
    ("ός", 2, "ού ό έ"),
    ("[ηή]ς", 1, " "),
    ("[αά]ς", 1, " "),
    ("ους|ού|ου", 0, ""),
)
_GREEK_WOMAN = _by_rules(("[αάηήωώ]", 0, "ς"))
_PLAIN = str.maketrans("άέήίόύώΆΈΉΊΌΎΏϊϋΐΰ", "αεηιουωΑΕΗΙΟΥΩιυιυ")
_SOUNDS_BACK = re.compile("[aáoóuú]")


def _greek_man(name: str) -> Iterator[str]:
    yield from (one.strip() for one in _GREEK_MAN(name))
    if name.endswith("ς") and not name.endswith("ος"):
        yield name[:-1]
    if name.endswith("όπουλος"):
        yield from (name[:-7] + "οπούλου", name[:-7] + "οπούλου")
    if re.search("[ηή]ς$", name):
        yield name[:-1] + "ς"
    if name.endswith("ίδης"):
        yield from (name[:-4] + "ίδη", name[:-4] + "ίδου")


def _hungarian(name: str) -> Iterator[str]:
    stem = name[:-1] + {"a": "á", "e": "é"}[name[-1]] if name[-1] in "ae" else name
    is_back = bool(_SOUNDS_BACK.search(name.lower()))
    harmony = ("nak", "tól", "ról", "ból", "hoz", "nál", "ra", "ba", "ban", "ból", "ék", "ért", "é")
    if not is_back:
        harmony = (
            "nek",
            "től",
            "ről",
            "ből",
            "hez",
            "höz",
            "nél",
            "re",
            "be",
            "ben",
            "ék",
            "ért",
            "é",
        )
    yield from (stem + ending for ending in (*harmony, "t", "n"))
    ending = "al" if is_back else "el"
    yield from ([stem + "v" + ending] if stem[-1] in _VOWELS else [stem + stem[-1] + ending])
    if stem[-1] not in _VOWELS:
        yield from (stem + one for one in ("at", "ot", "et", "öt", "on", "en", "ön"))
        if stem.endswith(("sz", "cs", "gy", "zs", "ny")):
            yield stem[:-1] + stem[-2:] + ending
    if name[-1] in "ae":
        yield stem + "val" if is_back else stem + "vel"


_VOWELS = "aáeéiíoóöőuúüű"


_FINNISH_S = ("us", "es", "as", "is", "os", "ys")


def _finnish(name: str) -> Iterator[str]:
    if name.endswith("nen"):
        for ending in (
            "en",
            "elle",
            "elta",
            "eltä",
            "esta",
            "estä",
            "ella",
            "ellä",
            "ta",
            "tä",
            "een",
        ):
            yield name[:-3] + "s" + ending
        return
    strong, weak = name, name
    for double in ("kk", "pp", "tt"):
        if name[-3:-1] == double:
            weak = name[:-2] + name[-1]
    if name[-1] not in "aeiouyäö":
        strong = weak = name[:-1] + "kse" if name.endswith(_FINNISH_S) else name + "i"
    elif name.endswith(("äki", "emi", "ehti", "aari", "uori", "oski")):
        strong = weak = name[:-2] + "e" if name.endswith("äki") else name[:-1] + "e"
    yield from (
        weak + one for one in ("n", "lle", "lta", "ltä", "lla", "llä", "sta", "stä", "ssa", "ksi")
    )
    yield from (strong + one for one in ("a", "ä", "na", "nä", strong[-1] + "n"))


def _estonian(name: str) -> Iterator[str]:
    stem = name
    if name[-1] not in _VOWELS + "äõ":
        stem += "e" if name.endswith(_FINNISH_S) else "i"
        yield stem
    yield from (stem + one for one in ("le", "lt", "l", "ga", "st", "t", "d", "ta"))


def _romanian(name: str) -> Iterator[str]:
    if name.endswith("ca"):
        yield from (name[:-1] + "ăi", name[:-1] + "ei")
    elif name.endswith("ga"):
        yield from (name[:-1] + "ăi", name[:-1] + "hei")
    elif name.endswith("a"):
        yield from (name[:-1] + "ei", name + "i")
    elif name.endswith("e"):
        yield name + "i"


def _romanian_man(name: str) -> Iterator[str]:
    yield from (name + one for one in (("ul", "ului") if name[-1] not in "aeiouă" else ()))


def _of(name: str) -> Iterator[str]:
    yield name + "s" if not name.endswith(("s", "x", "z")) else name


_SLOVAK_MAN = _by_rules(
    ("[oe]k", 2, "ka kovi kom ko"),
    ("[^r]el", 2, "la lovi lom le"),
    ("er", 2, "ra rovi rom re era erovi erom"),
    ("o", 1, "a ovi om"),
    ("", 0, "a ovi om e ovho ova"),
)
_SLOVAK_WOMAN = _by_rules(
    ("ia", 1, "e i u ou"),
    ("[jčžšďľňť]a", 1, "e i u ou"),
    ("a", 1, "y e u ou"),
    ("", 0, "y e ou"),
)
_LITHUANIAN_MAN = _by_rules(
    ("ius", 3, "iaus iui ių iumi iau"),
    ("jus", 2, "aus ui ų umi au"),
    ("us", 2, "aus ui ų umi au"),
    ("as", 2, "o ui ą u ai e"),
    ("ys", 2, "io iui į iu y"),
    ("is", 2, "io iui į iu i"),
)
_LITHUANIAN_WOMAN = _by_rules(("a", 1, "os ai ą"), ("ė", 1, "ės ei ę e"))
_LATVIAN_MAN = _by_rules(
    ("nis", 3, "ņa nim ni nī"),
    ("lis", 3, "ļa lim li lī"),
    ("tis", 3, "ša tim ti tī ta"),
    ("dis", 3, "ža dim di dī da"),
    ("cis", 3, "ča cim ci cī"),
    ("bis", 3, "bja bim bi bī"),
    ("is", 2, "a im i ī"),
    ("us", 2, "us um u ū"),
    ("[sš]", 1, "a am u ā "),
    ("a", 1, "as am u ā"),
    ("e", 1, "es em i ē"),
)
_LATVIAN_WOMAN = _by_rules(("a", 1, "as ai u ā"), ("e", 1, "es ei i ē"))
_CROAT_MAN = _by_rules(("[oe]", 1, "a u om em"), ("a", 1, "e i u om"), ("", 0, "a u om em e"))
_SLOVENE_MAN = _by_rules(
    ("[aeo]", 1, "a u om e i o"),
    ("e[kc]", 2, "ka ku kom ca cu cem"),
    ("r", 0, "ja ju jem"),
    ("j", 0, "a u em"),
    ("[čšžc]", 0, "a u em"),
    ("", 0, "a u om"),
)
_SERBIAN_MAN = _by_rules(
    ("[ао]", 1, "а у ом ем е и"), ("[јљњћђчџшж]", 0, "а у ем е"), ("", 0, "а у ом е")
)
_SERBIAN_WOMAN = _by_rules(("а", 1, "е и у ом о"))
_ICELANDIC_MAN = _by_rules(
    ("steinn", 1, "i s"),
    ("nn", 1, "i s"),
    ("ur", 2, " i s ar"),
    ("i", 1, "a"),
    ("", 0, "i s"),
)
_ICELANDIC_WOMAN = _by_rules(
    ("Ásta", 3, "stu"),
    ("[íi]ður", 2, "i ar"),
    ("a", 1, "u"),
    ("ur", 2, "i ar"),
    ("", 0, "u ar"),
)
_CROAT_WOMAN = _by_rules(("a", 1, "e i u om o"))
_MAKERS: dict[str, Callable[[str], Iterator[str]]] = {
    "pl_m": _POLISH_MAN,
    "pl_f": _POLISH_WOMAN,
    "cs_m": _CZECH_MAN,
    "cs_f": _CZECH_WOMAN,
    "ru_m": _RUSSIAN_MAN,
    "ru_f": _RUSSIAN_WOMAN,
    "ru_family": _RUSSIAN_FAMILY,
    "uk_m": _UKRAINIAN_MAN,
    "uk_f": _UKRAINIAN_WOMAN,
    "el_m": _greek_man,
    "el_f": _GREEK_WOMAN,
    "hu": _hungarian,
    "fi": _finnish,
    "nordic": _of,
    "ro_m": _romanian_man,
    "ro_f": _romanian,
    "hr_m": _CROAT_MAN,
    "hr_f": _CROAT_WOMAN,
    "sr_m": _SERBIAN_MAN,
    "sr_f": _SERBIAN_WOMAN,
    "is_m": _ICELANDIC_MAN,
    "is_f": _ICELANDIC_WOMAN,
    "sl_m": _SLOVENE_MAN,
    "sl_f": _CROAT_WOMAN,
    "sk_m": _SLOVAK_MAN,
    "sk_f": _SLOVAK_WOMAN,
    "lt_m": _LITHUANIAN_MAN,
    "lt_f": _LITHUANIAN_WOMAN,
    "lv_m": _LATVIAN_MAN,
    "lv_f": _LATVIAN_WOMAN,
    "et": _estonian,
}
