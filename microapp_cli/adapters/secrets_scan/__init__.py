"""Finds secrets in the content of a file: where each one is and what it is, never the value.

There is no comment that allows one: whoever must keep a secret-looking value asks for an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice

from microapp_cli.adapters.secrets_scan import addresses, blocks, named, vendors
from microapp_cli.adapters.secrets_scan.found import apart
from microapp_cli.adapters.secrets_scan.text import Places, readable

MOST = 200  # of what one search finds in a file: the next one is no news any more


@dataclass(frozen=True)
class Hit:
    """One secret: its place, 1-based and in characters, and its kind."""

    line: int
    column: int
    kind: str


def scan(content: bytes) -> list[Hit]:
    """Every secret in the content, in the order of their places."""
    text, is_text = readable(content)
    searches = (blocks.find, vendors.find, addresses.find, *([named.find] if is_text else []))
    hits = apart(chain.from_iterable(islice(search(text), MOST) for search in searches))
    if not hits:
        return []
    places = Places(text)
    return [Hit(*places.of(one.start), one.kind) for one in hits]
