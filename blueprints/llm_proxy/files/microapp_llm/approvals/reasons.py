"""Why somebody asks for a model: kept without personal data and secrets, which no reader needs."""

from __future__ import annotations

import asyncio
import os

from microapp_llm.masking import not_looked_for
from microapp_llm.redaction import Redactor, Vault


class Reasons:
    """Masks what one redactor finds; where it fails, the request is refused."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    async def masked(self, reason: str) -> str:
        """Give a reason as its readers may see it."""
        try:
            found = await asyncio.to_thread(self._redactor.redact, reason, Vault(os.urandom(16)))
        except Exception:
            raise not_looked_for() from None
        return found.text
