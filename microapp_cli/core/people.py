"""When two addresses are one person, however they are written."""

from __future__ import annotations

import re
import unicodedata

ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_{|}~-]+@([a-z0-9-]+\.)+[a-z]{2,}")


def person(text: object) -> str:
    """The plain form of an e-mail address, without a +tag; empty where it is no address.

    After NFKC only ASCII is let through, so no letter of another alphabet passes for a Latin one.
    """
    if not isinstance(text, str):
        return ""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if not ADDRESS.fullmatch(plain):
        return ""
    name, _, domain = plain.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}" if not name.startswith("+") else ""


def whoever(address: str) -> str:
    """The plain form of an address, or the address itself: for telling two people apart."""
    return person(address) or address.casefold()
