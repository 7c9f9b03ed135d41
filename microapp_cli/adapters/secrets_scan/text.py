"""What can be read in a file, as UTF-8 bytes, and which line and column a byte is in."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import lru_cache

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the other one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DIGESTS = (  # of which lock files are full: how each begins, its looks, its length
    (b"sha256", re.compile(rb"sha256[:=-][0-9a-f]{64}(?![0-9a-f])"), 71),
    (b"packages/", re.compile(rb"packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}(?=/)"), 75),
)
_FEW_ZEROS = 8
_LINE_END = re.compile(rb"\r\n|\r|\n")


@lru_cache(maxsize=1)  # three searches in a row ask for the same file
def readable(content: bytes) -> tuple[bytes, bool]:
    """The content as UTF-8 without digests, byte for byte where it was, and whether it is text.

    Of what is no text (a picture, a database) the readable stretches are left.
    """
    content, is_text = _as_utf_8(content)
    for start, digest, length in _DIGESTS:
        if start in content:
            content = digest.sub(b" " * length, content)
    return content, is_text


def _as_utf_8(content: bytes) -> tuple[bytes, bool]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, "replace")
            return text.encode("utf-8", "replace"), True
    if b"\0" not in content:
        return content, True
    if _is_wide(content):
        text = content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
        return text.encode("utf-8", "replace"), True
    few = content.count(0) <= max(_FEW_ZEROS, len(content) // 500)  # one zero hides no password
    return content.replace(b"\0", b" "), few


def _is_wide(content: bytes) -> bool:
    """Whether every second byte is a zero: UTF-16 that lost its mark."""
    start = content[:256]
    odd, even = start[1::2], start[0::2]
    return min(odd.count(0), even.count(0)) == 0 and max(odd.count(0), even.count(0)) > 0.9 * len(
        odd
    )


class Places:
    """Finds line and column of a byte; a column counts characters."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def of(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column."""
        line = bisect_right(self._starts, offset)
        before = self._text[self._starts[line - 1] : offset]
        return line, len(before.decode("utf-8", "replace").removeprefix("\ufeff")) + 1
