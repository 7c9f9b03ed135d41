"""The authorities that clients trust, read once: each client would take 30 ms for it."""

from __future__ import annotations

import ssl

TRUST = ssl.create_default_context()
