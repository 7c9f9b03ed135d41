"""Restores placeholders inside JSON text, so that what comes back is still JSON."""

from __future__ import annotations

import json

from microapp_llm.redaction import Vault
from microapp_llm.redaction.vault import PLACEHOLDER


class JsonTexts(Vault):
    """A vault seen from inside a JSON text: what it gives back is escaped."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def restore(self, text: str) -> str:
        """Give the text with each placeholder replaced by its value, spelled as in JSON."""
        return PLACEHOLDER.sub(lambda match: self._spelled(match[0]), text)

    def begins_one(self, text: str) -> bool:
        """Tell whether a placeholder could begin with this text."""
        return self._vault.begins_one(text)

    def _spelled(self, placeholder: str) -> str:
        return json.dumps(self._vault.restore(placeholder), ensure_ascii=False)[1:-1]
