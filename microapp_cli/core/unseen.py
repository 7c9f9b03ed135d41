"""Signs that nobody sees, and that turn a text around: what is read is not what stands there.

Joiners (U+200C, U+200D) and marks of direction (U+200E, U+200F, U+061C) are none of them: Persian,
Hindi, Arabic and Hebrew need them. The kit and the command `microapp` have the same file.
"""

import re
import unicodedata

UNSEEN = re.compile(
    r"[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def unseen_sign(text: str) -> tuple[int, str] | None:
    """Give the line of the first such sign and what is wrong; the mark that begins a file is none.

    An escape such as "\\u202e" is seen, so it may stand for one.
    """
    found = UNSEEN.search(text, int(text.startswith("\ufeff")))
    if found is None:
        return None
    sign = found[0]
    name = unicodedata.name(sign, "without a name")
    line = text.count("\n", 0, found.start()) + 1
    return line, f"A sign that nobody sees stands here (U+{ord(sign):04X} {name}). Remove it."
