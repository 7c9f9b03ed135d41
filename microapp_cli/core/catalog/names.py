"""Which two names a person would take for one, and what is a name at all."""

from __future__ import annotations

import re
import unicodedata

from microapp_cli.core.errors import CatalogError
from microapp_cli.core.plain_text import as_slug, quoted

NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
"""What Backstage takes as a name; ours are stricter still."""

LOOKALIKES = {
    "a": "\u0430\u03b1\u0251",
    "b": "\u044c",
    "c": "\u0441\u03f2",
    "d": "\u0501\u0111",
    "e": "\u0435\u0454\u03b5",
    "g": "\u0261",
    "h": "\u04bb",
    "i": "\u0456\u0131\u03b9",
    "j": "\u0458\u03f3",
    "k": "\u043a\u03ba",
    "l": "\u04cf\u0142|1",
    "m": "\u043c",
    "n": "\u03b7\u043f",
    "o": "\u043e\u03bf\u00f8\u03c3\u05e1" + "0",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "r": "\u0433",
    "s": "\u0455\ua731",
    "t": "\u0442\u03c4",
    "u": "\u03c5\u0446",
    "v": "\u03bd\u0475",
    "w": "\u051d\u03c9\u0448",
    "x": "\u0445\u03c7",
    "y": "\u0443\u03b3\u04af",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212_.",
}
"""A plain letter, and what else is read as it: other scripts, and the digits 0 and 1."""

PLAIN = str.maketrans({other: plain for plain, some in LOOKALIKES.items() for other in some})


def key_of(name: str) -> str:
    """What two names share when a person would confuse them."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return re.sub(r"[-\s]+", "-", plain.translate(PLAIN)).strip("-")


def check_name(text: str) -> str:
    """The text as a name to look up, or CatalogError with what was probably meant."""
    if NAME.fullmatch(text):
        return text
    if "/" in text or "\\" in text or text in (".", ".."):
        last = [part for part in re.split(r"[/\\]", text) if part.strip(".")][-1:]
        hint = f", such as {last[0]}" if last and NAME.fullmatch(last[0]) else ""
        raise CatalogError(f"{quoted(text)} is a path. Give the name of an app{hint}.")
    if not text.isascii():
        slug = as_slug(key_of(text))
        hint = f" Did you mean {slug}?" if slug else ""
        raise CatalogError(
            f"{text!a} holds letters that are not of a-z, 0-9 or '-', even if they look so.{hint}"
        )
    raise CatalogError(f"{quoted(text)} is no name of an app. Write it as leave-helper.")
