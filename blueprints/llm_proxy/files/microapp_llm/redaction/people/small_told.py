"""Finds names in small letters of those who are to be told: "reply to anna schmidt that"."""

# ruff: noqa: E501 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_family,
    is_given,
    is_no_name,
)

_TELLS = (
    r"(?:reply|respond|write|write back) to|answer|tell|remind|text|antworte|schreib|sag|réponds à|écris à|dis à"
    r"|(?:contesta|responde|escribe|avisa|dile) a|(?:rispondi|scrivi|dì|di') a|avvisa|(?:responde|avisa|fala|escreve|diz) (?:pro|pra|ao|à|a|o|para)"
    r"|antwoord(?: aan)?|schrijf(?: aan)?|zeg tegen|svara|säg till|skriv (?:till|til)|svar|si til|sig til|odpisz|odpowiedz|napisz(?: do)?|powiedz"
    r"|odepiš|odpověz|napiš|řekni|válaszolj|(?:răspunde|scrie|spune)(?:-i)? lui|(?:balas|bilang|jawab) ke|kabari|ответь|напиши|скажи|сообщи|передай"
    r"|відпиши|відповідай|повідом|(?:γράψε|απάντησε|πες) (?:στη|στην|στον|στο)|(?:trả lời|nhắn|báo) (?:anh|chị|em|cô|chú|bạn)"
)
_THAT = r"that|we|dass|que|che|dat|att|at|že|ze|że|hogy|că|kalau|bahwa|что|що|ότι|là|rằng"
_TOLD = re.compile(
    rf"(?<![\w@./-])(?:{_TELLS}) (?P<name>[^\W\d_](?:[^\W\d_]|['-]|(?: (?!(?:{_THAT}) ))(?=[^\W\d_])){{1,40}}) (?:{_THAT}) "
)
_FINNISH = re.compile(
    r"(?<![\w@./-])(?:vastaa|kerro|kirjoita|ilmoita|sano|lähetä) (?P<name>(?P<base>[^\W\d_]{2,20}?)i?lle)(?![\w@-])"
)
_FIRST = frozenset(
    word
    for words in re.split(r"\|", f"{_TELLS}|vastaa|kerro|kirjoita|ilmoita|sano|lähetä")
    for word in re.findall(r"[^\W\d_]{3,}", words)
)
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "da", "do", "dos", "di", "le", "la", "el")
)
_MOST_WORDS = 4


def told(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name."""
    for first in _FIRST & words:
        at = text.find(first)
        while at >= 0:
            match = _TOLD.match(text, at)
            if match and _is_name(match["name"].split(" ")):
                yield Found(*match.span("name"), "name")
            match = _FINNISH.match(text, at)
            if match and _is_finnish(match["base"]):
                yield Found(*match.span("name"), "name")
            at = text.find(first, at + len(first))


def _is_finnish(base: str) -> bool:
    bases = (base, f"{base[:-1]}{base[-2:-1]}{base[-1]}")  # Riitalle is said to Riitta
    return any(is_given(one.title()) for one in bases) and not is_no_name(base)


def _is_name(words: list[str]) -> bool:
    said = [word for word in words if word not in _PARTICLES]
    if not said or len(words) > _MOST_WORDS or any(map(is_no_name, said)):
        return False
    if words[0] in _PARTICLES or any(word != word.lower() for word in said):
        return False
    first, last = said[0].title(), said[-1]
    if len(said) == 1:
        return is_given(first)
    return is_given(first) or is_family(last.title()) or ends_like_family(last)
