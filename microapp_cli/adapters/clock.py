"""What day and time it is, unless SOURCE_DATE_EPOCH says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from microapp_cli.core.errors import MicroappError


def today(environ: Mapping[str, str]) -> date:
    """Today in UTC, or the day that makes two runs of the same inputs byte-identical."""
    return now(environ).date()


def now(environ: Mapping[str, str]) -> datetime:
    """This moment in UTC, or the one that SOURCE_DATE_EPOCH names."""
    epoch = environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise MicroappError(
            f"SOURCE_DATE_EPOCH is {epoch!r}. Give whole seconds since 1970, or unset it."
        ) from None
