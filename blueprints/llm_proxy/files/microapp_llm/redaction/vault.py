"""Placeholders that stand for values within one conversation, and the way back."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import blake2b

PLACEHOLDER = re.compile(r"\[\[[A-Z]{2,12}(?:_[A-Z]{2,12})?_[A-Z2-7]{8}\]\]")
BEGUN = re.compile(r"\[(?:\[[A-Z2-7_]{0,34}\]?)?\Z")
LONGEST = 38
TYPED = "typed"  # a user's own text that looks like a placeholder


class Vault:
    """Keeps which placeholder stands for which value; one vault serves one conversation.

    The same key gives the same value the same placeholder, in every process. Without the key
    nobody can guess one. A placeholder that a user types is itself put away like a value, and so
    comes back as typed and never as somebody's data.
    """

    def __init__(self, conversation_key: str | bytes) -> None:
        key = conversation_key.encode() if isinstance(conversation_key, str) else conversation_key
        if not key:
            raise ValueError("The key of a conversation is empty. Give one that no one can guess.")
        self._key = blake2b(key, digest_size=32).digest()
        self._values: dict[str, str] = {}
        self._placeholders: dict[tuple[str, str], str] = {}

    def placeholder(self, kind: str, value: str) -> str:
        """What stands for the value: the same each time."""
        known = self._placeholders.get((kind, value))
        if known:
            return known
        turn = 0
        while True:
            made = f"[[{kind.upper()}_{self._tag(kind, value, turn)}]]"
            if self._values.setdefault(made, value) == value:
                self._placeholders[kind, value] = made
                return made
            turn += 1

    def _tag(self, kind: str, value: str, turn: int) -> str:
        said = f"{turn}\0{kind}\0{value}".encode("utf-8", "surrogatepass")
        return b32encode(blake2b(said, key=self._key, digest_size=5).digest()).decode()

    def digest(self, text: str) -> bytes:
        """A text's digest in this conversation; nobody without the key can tell the text's."""
        said = text.encode("utf-8", "surrogatepass")
        return blake2b(said, key=self._key, digest_size=16).digest()

    def restore(self, text: str) -> str:
        """The text with each placeholder of this vault replaced by its value."""
        if "[[" not in text:
            return text
        return PLACEHOLDER.sub(lambda match: self._values.get(match[0], match[0]), text)

    def values(self) -> frozenset[str]:
        """All values that were put away."""
        return frozenset(self._values.values())

    def begins_one(self, text: str) -> bool:
        """Whether a placeholder of this vault could begin with this text."""
        return any(made.startswith(text) for made in self._values)


class StreamRestorer:
    """Restores a stream, holding back only what could be the start of a placeholder."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._held = ""

    def feed(self, text: str) -> str:
        """All of the text so far that can be given on, restored."""
        text = self._held + text
        begun = BEGUN.search(text, max(0, len(text) - LONGEST))
        if begun and not self._vault.begins_one(begun[0]):
            begun = None
        cut = begun.start() if begun else len(text)
        self._held = text[cut:]
        return self._vault.restore(text[:cut])

    def finish(self) -> str:
        """What is left when the stream has ended."""
        held, self._held = self._held, ""
        return self._vault.restore(held)
