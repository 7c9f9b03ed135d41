"""Remembers what was found in a text, for the texts that come again.

Each turn of a conversation brings all turns before it, and each step of an agent its instructions.
No text is kept: only its digest under the key of its conversation, which tells nobody else that it
was here, and the places of what was found.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.vault import Vault

MOST = 8_000  # findings and texts together, about 2 MB


class Known:
    """The findings of the texts seen last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, tuple[Found, ...]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def findings(
        self, text: str, vault: Vault, search: Callable[[str], list[Found]]
    ) -> list[Found]:
        """What this search finds in the text, or found in it earlier in this conversation."""
        digest = vault.digest(text)
        with self._lock:
            kept = self._kept.get(digest)
            if kept is not None:
                self._kept.move_to_end(digest)
                return [*kept]
        found = search(text)
        if len(found) < self._most:
            self._keep(digest, tuple(found))
        return found

    def _keep(self, digest: bytes, found: tuple[Found, ...]) -> None:
        with self._lock:
            self._size += 1 + len(found) if digest not in self._kept else 0
            self._kept[digest] = found
            while self._size > self._most:
                self._size -= 1 + len(self._kept.popitem(last=False)[1])
