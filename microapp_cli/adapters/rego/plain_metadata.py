"""Reads METADATA that is written plainly, one key a line, ten times as fast as YAML is parsed.

Whatever is not plain beyond doubt is left to the YAML parser, which gives the same for the rest.
"""

from __future__ import annotations

import re

KEY = re.compile(r"(|  )([a-z]+):(?: (.+))?")
WORDS = re.compile(r"[A-Za-z](?:[!-\"$-9;-~ …]|:(?=[^ ])|(?<=[^ ])#)*(?<! )")
QUOTED = re.compile(r'"([^"\\]*)"')
NAMES = re.compile(r"\[(?:[a-z][a-z_]*\.[a-z_]+(?:, [a-z][a-z_]*\.[a-z_]+)*)?\]")
BOOLEANS = {"true": True, "false": False}
MEANT = {"y", "n", "yes", "no", "on", "off", "null", "true", "false"}
"""What YAML takes for something else than a word."""


def parse(block: str) -> dict[str, object] | None:
    """The METADATA in this block, or None where the YAML parser must say what it is."""
    found: dict[str, object] = {}
    custom: dict[str, object] | None = None
    for line in block.split("\n"):
        match = KEY.fullmatch(line)
        if match is None:
            return None
        indent, key, text = match.groups()
        holder = custom if indent else found
        if holder is None or key in holder:
            return None
        if (key, indent, text) == ("custom", "", None):
            holder[key] = custom = {}
            continue
        value = _value(text or "")
        if value is None:
            return None
        holder[key] = value
        custom = custom if indent else None
    return found


def _value(text: str) -> object:
    """The value of plain text, or None."""
    if text in BOOLEANS:
        return BOOLEANS[text]
    if NAMES.fullmatch(text):
        return text[1:-1].split(", ") if len(text) > 2 else []
    if match := QUOTED.fullmatch(text):
        return match[1] if match[1].replace("…", "").isascii() else None
    return text if WORDS.fullmatch(text) and text.lower() not in MEANT else None
