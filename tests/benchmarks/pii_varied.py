"""Labelled sentences as people write them to a model: tickets, mails, chats, tables, logs, code.

The templates, the lists of names and the ways to write phone numbers lie in text files beside this
one. They were written before the redactor was mended against sentences of their kind, together
with as many others; those others were looked at while it was mended, these were not. Their author
also mended the redactor, and so knew what had been written. Three times a row that fell short led
to something of a general kind, without a look at single misses: names for the identity number of
Israel and labels in camel case, words for phone numbers in Polish and Czech, and phone numbers
that fill a cell of a table beside an address of mail. Half of the names come from
the locale data of the `faker` package, as the national numbers do.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.adapters.planted_keys import planted
from tests.benchmarks.pii_sentences_measured import Fakers, Sentence

FILES = Path(__file__).parent
LOCALES = {
    **{"us": "en_US", "gb": "en_GB", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT"},
    **{"nl": "nl_NL", "pl": "pl_PL", "br": "pt_BR", "sv": "sv_SE", "da": "da_DK", "fi": "fi_FI"},
    **{"cs": "cs_CZ", "tr": "tr_TR", "ja": "ja_JP", "zh": "zh_CN", "ko": "ko_KR", "ar": "ar_SA"},
    **{"hi": "hi_IN", "he": "he_IL", "be": "nl_NL", "no": "da_DK"},
}
LATIN = ("us", "gb", "de", "fr", "es", "it", "nl", "pl", "br", "sv", "da", "fi", "cs", "tr")
FAMILY_FIRST = ("ja_JP", "zh_CN", "ko_KR")
NUMBERS = {  # the tag in a template → whose national number, and how `faker` calls it
    **{"ssn": ("en_US", "ssn"), "nir": ("fr_FR", "ssn"), "dni": ("es_ES", "nif")},
    **{"nie": ("es_ES", "nie"), "cf": ("it_IT", "ssn"), "bsn": ("nl_NL", "ssn")},
    **{"pesel": ("pl_PL", "pesel"), "cpf": ("pt_BR", "cpf"), "pnr": ("sv_SE", "ssn")},
    **{"cpr": ("da_DK", "ssn"), "rc": ("cs_CZ", "birth_number"), "tckn": ("tr_TR", "ssn")},
    **{"rrn": ("ko_KR", "ssn"), "aadhaar": ("en_IN", "aadhaar_id"), "ilid": ("he_IL", "ssn")},
    **{"fnr": ("no_NO", "ssn"), "sin": ("en_CA", "ssn"), "ahv": ("fr_CH", "ssn")},
    "nrn": ("nl_BE", "ssn"),
}
DOMAINS = ("example.com", "mail.example.org", "firma.co.at", "xn--mller-kva.de", "müller-bau.de",
           "uni-koeln.de", "startup.technology", "почта.рф", "company.co.jp")  # fmt: skip
KEYS = ("{x}", "export API_KEY={x}", "my key is {x}, why do I get 401?", '{"apiKey": "{x}"}',
        'client = Client("{x}")', "Authorization: Bearer {x}", "Rotate `{x}` today.",
        "I accidentally committed {x} to GitHub.", "- name: SECRET\n  value: {x}")  # fmt: skip
TAG = re.compile("«([a-z0-9_]+)(?::([a-z]+))?»")


def sentences(seed: int, each: int) -> Iterator[Sentence]:
    """Every template, filled as often as that, and the sentences that hold nobody's data."""
    draw = _Draw(seed)
    for _ in range(each):
        for line in _lines("pii_varied_templates.txt"):
            where, _bar, template = line.partition("|")
            for short in draw.random.sample(LATIN, 3) if where == "*" else (where,):
                yield draw.filled(template.replace("\\n", "\n"), LOCALES[short])
        for key in planted(draw.random.randrange(10**6)):
            around = draw.random.choice(KEYS) if not key.before + key.after else "{x}"
            text = around.replace("{x}", key.before + key.key + key.after)
            start = text.index(key.key)
            yield Sentence(text, ((start, start + len(key.key), "secret"),), "secret")
    for line in _lines("pii_varied_nobody.txt"):
        yield Sentence(line.replace("\\n", "\n"), (), "none")


def _lines(name: str) -> list[str]:
    return (FILES / name).read_text(encoding="utf-8").splitlines()


class _Value(NamedTuple):
    text: str
    kind: str


class _Draw:
    """Draws values for the tags of templates."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self._fakers = Fakers(seed)
        self._names: dict[str, list[list[str]]] = {}
        for line in _lines("pii_varied_names.txt"):
            locale, *names = line.split("|")
            self._names.setdefault(locale, []).append(names)
        lines = (line.split("|") for line in _lines("pii_varied_phones.txt"))
        self._phones = {locale: shapes for locale, *shapes in lines}

    def filled(self, template: str, locale: str) -> Sentence:
        """The template with a value for each tag."""
        text, labels, kept_to = "", [], 0
        for tag in TAG.finditer(template):
            value = self._value(tag[1], locale)
            written = {"u": value.text.upper(), "l": value.text.lower()}.get(tag[2], value.text)
            text += template[kept_to : tag.start()]
            labels.append((len(text), len(text) + len(written), value.kind))
            text += written
            kept_to = tag.end()
        group = f"name {locale}" if any(kind == "name" for *_, kind in labels) else "varied"
        return Sentence(text + template[kept_to:], tuple(labels), group)

    def _value(self, tag: str, locale: str) -> _Value:
        if tag in NUMBERS:
            whose, method = NUMBERS[tag]
            return _Value(str(getattr(self._fakers[whose], method)()), "national_id")
        kind = {"ip4": "ip", "ip6": "ip", "phone_i": "phone"}.get(tag, tag)
        made = _MAKERS[tag](self, locale)
        return _Value(made, kind if kind in ("ip", "phone", "email", "iban", "card") else "name")

    def first(self, locale: str) -> str:
        """A given name: of the list beside this file, or of `faker`."""
        if self.random.random() < 0.5:
            return self.random.choice(self._names[locale][0])
        return str(self._fakers[locale].first_name())

    def last(self, locale: str) -> str:
        """A family name, likewise."""
        if self.random.random() < 0.5:
            return self.random.choice(self._names[locale][1])
        return str(self._fakers[locale].last_name())

    def full(self, locale: str) -> str:
        """Both, in the order of the country."""
        if locale in FAMILY_FIRST:
            return self.last(locale) + self.first(locale)
        return f"{self.first(locale)} {self.last(locale)}"

    def phone(self, locale: str, start: str = "") -> str:
        """A number, written in one of the usual ways: # is any digit, N none of 0 and 1."""
        shapes = [shape for shape in self._phones[locale] if shape.startswith(start)]
        digits = {"#": "0123456789", "N": "23456789"}
        shape = self.random.choice(shapes)
        return "".join(self.random.choice(digits.get(sign, sign)) for sign in shape)

    def email(self, locale: str) -> str:
        """An address, made of a name."""
        whose = locale if locale[:2] not in ("ja", "zh", "ko", "ar", "hi", "he") else "en_US"
        first, last = _plain(self.first(whose)), _plain(self.last(whose))
        number = self.random.randrange(1, 100)
        locals_ = (
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{first}_{last}+shop",
            f"{first}{number}",
        )
        return f"{self.random.choice(locals_)}@{self.random.choice(DOMAINS)}"

    def iban(self, _locale: str) -> str:
        """An account, plain, in groups, or in small letters."""
        plain = str(self._fakers[self.random.choice(("de_DE", "en_GB", "fr_FR", "nl_NL"))].iban())
        grouped = [plain[at : at + 4] for at in range(0, len(plain), 4)]
        return self.random.choice((plain, " ".join(grouped), "-".join(grouped), plain.lower()))

    def card(self, _locale: str) -> str:
        """A card, plain or in groups."""
        number = str(self._fakers["en_US"].credit_card_number(card_type="visa16"))
        return self.random.choice(("", " ", "-")).join(
            number[at : at + 4] for at in range(0, 16, 4)
        )

    def faker(self, method: str) -> str:
        """What `faker` makes by that method."""
        made: Any = getattr(self._fakers["en_US"], method)()
        return str(made)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z]", "", letters) or "someone"


_MAKERS: dict[str, Callable[[_Draw, str], str]] = {
    "first": _Draw.first,
    "last": _Draw.last,
    "full": _Draw.full,
    "lf": lambda draw, locale: f"{draw.last(locale)}, {draw.first(locale)}",
    "ini": lambda draw, locale: f"{draw.first(locale)[0]}. {draw.last(locale)}",
    "phone": _Draw.phone,
    "phone_i": lambda draw, locale: draw.phone(locale, "+"),
    "email": _Draw.email,
    "iban": _Draw.iban,
    "card": _Draw.card,
    "ip4": lambda draw, _locale: draw.faker("ipv4_public"),
    "ip6": lambda draw, _locale: draw.faker("ipv6"),
}
