"""Finds names before the titles that follow them: "Kovács úr", "Kılıçdağı hanım"."""

# ruff: noqa: RUF001, RUF002 - letters of Turkish are meant
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_common, is_no_name
from microapp_llm.redaction.people.shapes import WORD

_HUNGARIAN = re.compile(
    rf"(?<![\w@])(?P<name>{WORD}(?: {WORD}){{0,2}}) "
    r"(?:[Úú]r|[Aa]sszony|kisasszony|doktor|doktornő|tanár|tanárnő|főorvos|ügyvéd|professzor|mester|bácsi|néni)"
    r"(?:[aáeéiou]?(?:nak|nek|ral|rel|val|vel|tól|től|t|hoz|hez|höz|ról|ről|ék))?(?!\w)"
)
_TURKISH = re.compile(
    rf"(?<![\w@.-])(?P<name>{WORD}(?: {WORD})?) (?:hanım|bey|hoca|abla|ağabey|abi|teyze|amca)"
    r"(?:[ıiea]|[ıi]n|l[ea]|[nd][ea]n?)?(?!\w)"
)
_SHORTEST = 3  # letters of a name alone


def with_titles_after(text: str) -> Iterator[Found]:
    """Every name that such a title follows."""
    if (
        " úr" in text
        or " Úr" in text
        or "sszony" in text
        or " doktor" in text
        or " néni" in text
        or " bácsi" in text
    ):
        yield from _before_titles(_HUNGARIAN, text)
    if " hanım" in text or " bey" in text or " hoca" in text or " abla" in text:
        yield from _before_titles(_TURKISH, text)


def _before_titles(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    """Every name before such a title, without the words with which a sentence begins."""
    for match in pattern.finditer(text):
        words = match["name"].split()
        start = match.start("name")
        while words and (is_no_name(words[0]) or words[0] in _BEGINNINGS):
            start += len(words[0]) + 1
            words = words[1:]
        if words and not (len(words) == 1 and (len(words[0]) < _SHORTEST or is_common(words[0]))):
            yield Found(start, match.end("name"), "name")


_BEGINNINGS = frozenset(
    (
        *("Tisztelt", "Kedves", "Dr", "A", "Az", "Doktor", "Özvegy", "Ifjabb"),
        *("Sayın", "Sevgili", "Yeni", "Genç", "Yaşlı", "Güzel", "Hangi", "Bu", "Şu", "Bir", "Aynı"),
    )
)
