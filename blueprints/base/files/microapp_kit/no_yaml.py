"""What keeps a file from being read as YAML: the line, and what to do, in words for people."""

from __future__ import annotations

import yaml

SPACES = "Look at the spaces before this line and the one above: those of one list begin alike."
HINTS = (
    ("mapping values", "Put a text that holds a colon in quotes."),
    ("tab character", "Put spaces in place of tabs."),
    ("cannot start any token", "Indent with spaces; put a text that begins with a sign in quotes."),
)
"""Words of a parser of YAML → what to do; otherwise it is mostly the spaces."""
QUOTE, OPEN = "quoted scalar", "found unexpected"


def problem(content: bytes, error: UnicodeDecodeError | yaml.YAMLError) -> tuple[int, str]:
    """Give the line at which a file cannot be read, and what is wrong there."""
    if isinstance(error, UnicodeDecodeError):
        return _line(content, error.start), "The file is not UTF-8. Save it as UTF-8."
    if isinstance(error, yaml.reader.ReaderError):
        sign = int(error.character)
        what = f"This is not YAML: a control character stands here (U+{sign:04X}). Remove it."
        return _line(content, content.find(chr(sign).encode())), what
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1, f"This is not YAML. {SPACES}"
    said, around = str(error.problem), str(error.context)
    mark, opened = error.problem_mark, error.context_mark
    if opened and QUOTE in around and said.startswith(OPEN):
        return opened.line + 1, "This is not YAML: the quote that is opened here is not closed."
    line = mark.line + 1 if mark else 1
    if "another document" in said:
        return line, "A second document begins. Remove the line ---."
    hint = next((hint for words, hint in HINTS if words in said), SPACES)
    return line, f"This is not YAML: {said}. {hint}"


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, max(position, 0)) + 1
