"""Takes personal data and secrets out of every text of a request, or refuses the call."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

from microapp_kit.errors import Refusal
from microapp_llm import texts
from microapp_llm.beside_words import clean_names
from microapp_llm.call import Call
from microapp_llm.redaction import Redacted, RedactedJson, Redactor, redact_json

log = logging.getLogger("microapp")
LONG = 10_000  # characters, which a hostile text can make cost 0.2 s


class Masking:
    """Puts the texts of requests through one redactor."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._check_name = clean_names(redactor)

    async def mask(self, call: Call, size: int) -> None:
        """Put every text of the request through the redactor; its failure refuses the call.

        A long text is read in a thread, so that the answers of others flow on meanwhile; every
        text is where the redactor is slow.
        """
        try:
            if size > LONG or self._redactor.is_slow:
                await asyncio.to_thread(self._change, call)
            else:
                self._change(call)
            call.is_redacted = True
        except Refusal:
            raise
        except Exception:
            log.exception("Redaction failed.", extra={"request_id": call.id})
            text = "Personal data could not be looked for, so the call is refused."
            raise Refusal(503, "redaction_failed", text) from None

    def _change(self, call: Call) -> None:
        def change(text: str) -> str:
            return self._noted(call, found := self._redactor.redact(text, call.vault), found.text)

        def change_arguments(text: str) -> str:
            found = redact_json({"arguments": text}, self._redactor, call.vault)
            return self._noted(call, found, cast(dict[str, str], found.value)["arguments"])

        if call.kind == "chat":
            call.body = texts.changed_chat(call.body, change, change_arguments, self._check_name)
        else:
            call.body = texts.changed_embeddings(call.body, change)

    def _noted(self, call: Call, found: Redacted | RedactedJson, text: str) -> str:
        if found.blocked:
            kinds = ", ".join(sorted(set(found.blocked)))
            raise Refusal(422, "blocked", f"The request holds what no model may see: {kinds}.")
        call.redacted.update(found.counts)
        return text
