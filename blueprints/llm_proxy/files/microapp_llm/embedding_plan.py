"""What a call for embeddings needs: the vectors that are known, and the texts that are not."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TypeAlias

Vector: TypeAlias = "array[float]"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call needs: its texts in order, the vectors that are known, the texts that are not."""

    texts: tuple[str, ...]
    keys: dict[str, str]
    known: dict[str, Vector]
    missing: tuple[str, ...]
