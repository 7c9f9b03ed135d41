"""Why somebody asks for a model: kept without personal data and secrets, which no reader needs."""

from __future__ import annotations

import asyncio
import logging
import os

from microapp_kit.errors import Refusal
from microapp_llm.redaction import Redactor, Vault

log = logging.getLogger("microapp")


class Reasons:
    """Masks what one redactor finds; where it fails, the request is refused."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    async def masked(self, reason: str) -> str:
        """Give a reason as its readers may see it."""
        try:
            found = await asyncio.to_thread(self._redactor.redact, reason, Vault(os.urandom(16)))
        except Exception:
            log.exception("Redaction failed.")
            text = "Personal data could not be looked for in the reason, so it is not kept."
            raise Refusal(503, "redaction_failed", text) from None
        return found.text
