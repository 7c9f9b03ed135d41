"""Takes off the fence that some models put around JSON, whole or while it streams.

What begins with ``` or ```json is fenced; of its end only what may be the closing fence waits.
"""

from __future__ import annotations

FENCE, NAMED = "```", "```json"
MAY_CLOSE = " \t\r\n`"
MOST_HELD = 64  # characters


def unfenced(text: str) -> str:
    """Give the text inside of a fence, or all of it where there is none."""
    stream = UnfencedStream()
    return stream.feed(text) + stream.finish()


class UnfencedStream:
    """Follows one streamed text."""

    def __init__(self) -> None:
        self._held = ""
        self._is_known = False  # whether there is a fence
        self._is_fenced = False
        self._has_begun = False  # whether anything of what is inside was given

    def feed(self, text: str) -> str:
        """Give on what belongs to no fence."""
        if self._is_known and not self._is_fenced:
            return text
        self._held += text
        if not self._is_known:
            self._look()
        if not self._is_known:
            return ""
        return self._inside() if self._is_fenced else self._all()

    def finish(self) -> str:
        """Give what is left at the end, without the closing fence."""
        held = self._all()
        if not self._is_fenced:
            return held
        return held.rstrip().removesuffix(FENCE).rstrip()

    def _look(self) -> None:
        """Find out whether there is a fence, as soon as the beginning tells."""
        begun = self._held.lstrip()
        if NAMED.startswith(begun.lower()):
            self._held = self._held[-MOST_HELD:]  # blanks before a fence, or before JSON
            return
        self._is_known = True
        if begun.startswith(FENCE):
            self._is_fenced = True
            named = begun.lower().startswith(NAMED)
            self._held = begun[len(NAMED if named else FENCE) :]

    def _inside(self) -> str:
        if not self._has_begun:
            self._held = self._held.lstrip()
            self._has_begun = bool(self._held)
        end = max(len(self._held.rstrip(MAY_CLOSE)), len(self._held) - MOST_HELD)
        found, self._held = self._held[:end], self._held[end:]
        return found

    def _all(self) -> str:
        found, self._held = self._held, ""
        return found
