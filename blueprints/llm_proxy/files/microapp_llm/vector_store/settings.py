"""Whether vectors are kept, where, how many and for how long; off unless the platform says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.sql import SQLITE
from microapp_kit.store import SQLITE_URL, database_of

SWITCH = "LLM_VECTORS"
ROWS, BYTES, DAYS = 10_000, 50_000_000, 30
TOTAL_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """Where vectors are, and what bounds them."""

    path: Path
    rows: int = ROWS  # of one app of one organisation
    bytes: int = BYTES  # of one app of one organisation
    days: int = DAYS
    total_bytes: int = TOTAL_BYTES  # of the file
    text_days: int | None = None  # None keeps no text


def read_vector_settings(
    environ: Mapping[str, str], database_url: str, manifest: Manifest, text_days: int | None
) -> VectorSettings | None:
    """Give the settings, nothing where vectors are off, or refuse to start."""
    wish = environ.get(SWITCH, "").strip() or "off"
    if wish not in ("on", "off"):
        raise CannotStart(f"{SWITCH} is {wish!r}. Write on, or leave it out.")
    if wish == "off":
        return None
    if database_of(database_url) != SQLITE:
        raise CannotStart(
            f"{SWITCH}=on keeps vectors in a SQLite file beside the database, for one process. "
            "DATABASE_URL names Postgres, where each replica would know other vectors. "
            f"Leave {SWITCH} out, or run one process with a DATABASE_URL of SQLite."
        )
    database = Path(database_url.removeprefix(SQLITE_URL))
    return VectorSettings(
        database.with_suffix(".vectors.db"),
        rows=_number(environ, "LLM_VECTORS_ROWS", ROWS, 1_000_000),
        bytes=_number(environ, "LLM_VECTORS_BYTES", BYTES, 10_000_000_000),
        days=_days(environ, manifest),
        total_bytes=_number(environ, "LLM_VECTORS_TOTAL_BYTES", TOTAL_BYTES, 100_000_000_000),
        text_days=text_days,
    )


def _days(environ: Mapping[str, str], manifest: Manifest) -> int:
    """Give how long a vector stays; never longer than the app may keep its data."""
    most = manifest.whole_number("retention", "app_data_days")
    return _number(environ, "LLM_VECTORS_DAYS", min(DAYS, most), most)


def _number(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:15]) <= most):
        raise CannotStart(f"{name} is {text!r}. Write a whole number from 1 to {most}.")
    return int(text)
