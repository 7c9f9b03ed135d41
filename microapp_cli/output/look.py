"""How text may look where it goes: how wide, and whether in colour."""

from __future__ import annotations

from dataclasses import dataclass

STYLES = {"error": "1;31", "warning": "1;33", "fine": "1;32", "strong": "1", "quiet": "2"}


@dataclass(frozen=True)
class Look:
    """A terminal, or a file, which is 80 columns wide and has no colours."""

    width: int = 80
    colour: bool = False

    def paint(self, text: str, style: str) -> str:
        """The text in this style, where there are colours."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour else text


PLAIN = Look()
