"""A text for a regular expression, made by construction: the expression itself is never run.

Running a pattern from someone else's document could take for ever; reading it cannot.
"""

from __future__ import annotations

from collections.abc import Callable

MAX_PATTERN = 500
MAX_REPEATS = 64
MAX_LENGTH = 2000
LIKED = "ax1A0 -_.:/"
"""Characters to take first, when a class allows them."""
ESCAPES = {"d": "1", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "t": "\t", "n": "\n"}
ANCHORS = {"b", "B", "A", "Z", "z"}


class _Unknown(Exception):
    """The pattern uses something that this reader does not know."""


def matching(pattern: str, least: int = 0) -> str | None:
    """Give a text of at least this length that matches; None when the pattern is too clever."""
    if len(pattern) > MAX_PATTERN:
        return None
    try:
        made = _Reader(pattern, 0).read()
        extra = 0
        while len(made) < least and extra < min(least, MAX_REPEATS * 4):
            extra += max(1, least - len(made)) if extra == 0 else 1
            longer = _Reader(pattern, extra).read()
            if longer == made:
                return None
            made = longer
    except (_Unknown, IndexError, ValueError):
        return None
    return made if least <= len(made) <= MAX_LENGTH else None


class _Reader:
    """Reads a pattern from left to right and writes the shortest text that it describes.

    The first quantifier without an upper end repeats `extra` times more, to reach a length.
    """

    def __init__(self, pattern: str, extra: int) -> None:
        self.pattern, self.at, self.extra = pattern, 0, extra

    def read(self) -> str:
        made = self._alternatives(0)
        if self.at < len(self.pattern):
            raise _Unknown
        return made

    def _alternatives(self, depth: int) -> str:
        if depth > 20:
            raise _Unknown
        first = self._sequence(depth)
        while self._next() == "|":
            self.at += 1
            extra, self.extra = self.extra, 0
            self._sequence(depth)
            self.extra = extra
        return first

    def _sequence(self, depth: int) -> str:
        made = ""
        while self._next() not in ("", "|", ")"):
            made += self._repeated(*self._atom(depth))
            if len(made) > MAX_LENGTH:
                raise _Unknown
        return made

    def _atom(self, depth: int) -> tuple[str, bool]:
        """One part, and whether it may be repeated."""
        char = self._take()
        readers: dict[str, Callable[[], str]] = {
            "(": lambda: self._group(depth),
            "[": self._class,
            "\\": self._escape,
        }
        if char in "^$":
            return "", False
        if char in "*+?{":
            raise _Unknown
        return readers[char]() if char in readers else "a" if char == "." else char, True

    def _group(self, depth: int) -> str:
        if self._next() == "?":
            self.at += 1
            kind = self._take()
            if kind in "P<":  # (?P<name>…) or (?<name>…), but not (?<=…)
                if kind == "P":
                    kind = self._take()
                if kind != "<" or self._next() in "=!":
                    raise _Unknown
                self.at = self.pattern.index(">", self.at) + 1
            elif kind != ":":
                raise _Unknown
        made = self._alternatives(depth + 1)
        if self._take() != ")":
            raise _Unknown
        return made

    def _escape(self) -> str:
        char = self._take()
        if char in ANCHORS:
            return ""
        if char in "ux":
            size = 4 if char == "u" else 2
            self.at += size
            return chr(int(self.pattern[self.at - size : self.at], 16))
        if char in ESCAPES:
            return ESCAPES[char]
        if char.isalnum():
            raise _Unknown
        return char

    def _class(self) -> str:
        """One character of a class, of those that people like to see."""
        negated = self._next() == "^"
        self.at += negated
        ranges: list[tuple[str, str]] = []
        while self._next() != "]":
            low = self._class_character()
            if self._next() == "-" and self.pattern[self.at + 1] != "]":
                self.at += 1
                ranges.append((low, self._class_character()))
            else:
                ranges += [(c, c) for c in ("1" if low == "\\d" else low)]
        self.at += 1
        liked = (c for c in LIKED if any(a <= c <= b for a, b in ranges) is not negated)
        found = next(liked, None if negated else ranges[0][0])
        if found is None:
            raise _Unknown
        return found

    def _class_character(self) -> str:
        char = self._take()
        return self._escape() if char == "\\" else char

    def _repeated(self, part: str, may_repeat: bool) -> str:
        least, most = self._quantifier() if may_repeat else (1, 1)
        if least > MAX_REPEATS:
            raise _Unknown
        if most is None and self.extra:
            least, self.extra = least + self.extra, 0
        elif most is not None and most > least and self.extra:
            added = min(most - least, self.extra)
            least, self.extra = least + added, self.extra - added
        return part * min(least, MAX_LENGTH)

    def _quantifier(self) -> tuple[int, int | None]:
        found: tuple[int, int | None] = (1, 1)
        char = self._next()
        if char in ("*", "+", "?"):
            self.at += 1
            found = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        elif char == "{":
            end = self.pattern.index("}", self.at)
            low, comma, high = self.pattern[self.at + 1 : end].partition(",")
            self.at = end + 1
            least = int(low or 0)
            found = (least, (int(high) if high else None) if comma else least)
        if char and self._next() in ("?", "+"):
            self.at += found != (1, 1)
        return found

    def _next(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def _take(self) -> str:
        char = self.pattern[self.at]
        self.at += 1
        return char
