"""What counts as a name, an address and a line of text; each check says what to do, or nothing."""

import re
import unicodedata

from microapp_cli.core.unseen import UNSEEN

SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
SLUG_WORDS = "3 to 40 lower-case letters, digits or hyphens, first a letter, last no hyphen"
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "microapp"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)
EMAIL = re.compile(
    r"[A-Za-z0-9_%+'-]+(\.[A-Za-z0-9_%+'-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
MAX_EMAIL = 254
_NOT_IN_A_LINE = frozenset(["Cc", "Cs", "Zl", "Zp"])


def slug_problem(text: str) -> str | None:
    """Why this is no name for a folder, a package and an address."""
    if not SLUG.fullmatch(text):
        return f"{quoted(text)} is no name. Use {SLUG_WORDS}{_such_as(text)}."
    if text in RESERVED:
        return f"{quoted(text)} is reserved. Add a word, such as {text}-app."
    return None


def email_problem(text: str) -> str | None:
    """Why this is no e-mail address."""
    if len(text) > MAX_EMAIL or not EMAIL.fullmatch(text):
        return f"{quoted(text)} is no e-mail address. Write it as ann@acme.example."
    return None


def line_problem(text: str, *, at_least: int = 0, at_most: int) -> str | None:
    """Why this is no line of text of the right length."""
    for character in text:
        if unicodedata.category(character) in _NOT_IN_A_LINE or UNSEEN.match(character):
            return (
                f"has a line break or an invisible character ({character!a}). Use one plain line."
            )
    length = len(" ".join(text.split()))
    if not length:
        return "is empty. Fill it in."
    if length < at_least:
        return f"has {length} characters, fewer than {at_least}. Say a little more."
    if len(text) > at_most:
        return f"has {len(text)} characters, more than {at_most}. Make it shorter."
    return None


def quoted(text: str) -> str:
    """The text for a message: short, in quotes, with nothing that a terminal would obey."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def as_slug(text: str) -> str:
    """The nearest name to a text, or nothing."""
    ascii_text = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-0123456789")[:40].strip("-")
    return slug if SLUG.fullmatch(slug) and slug not in RESERVED else ""


def _such_as(text: str) -> str:
    slug = as_slug(text)
    return f", such as {slug}" if slug else ", such as leave-helper"
