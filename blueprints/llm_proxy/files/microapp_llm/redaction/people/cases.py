"""How names change: Polish and Czech cases, Turkish and Bengali endings, a genitive "s"."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

from collections.abc import Iterable, Iterator

_SOFT_PL = {"t": "cie", "d": "dzie", "r": "rze", "k": "ce", "g": "dze", "h": "sze", "ł": "le"}
_HARD_PL = frozenset("bfmnpswz")
_SOFT_CS = {"k": "ce", "h": "ze", "r": "ře", "g": "ze"}
_BENGALI_VOWELS = frozenset("ািীুূৃেৈোৌআইঈউঊএও")
_SHORTEST = 4
_BACK, _FRONT = "aıou", "eiöü"
_HIGH = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}


def polish(name: str) -> Iterator[str]:
    """A Polish name in the other cases: "Halina" gives "Haliny" and "Halinie"."""
    stem, last = name[:-1], name[-2:-1]
    if name.endswith("ia"):
        yield from (f"{stem}ę", f"{stem}ą", stem, f"{stem}i")
    elif name.endswith("a"):
        yield from (f"{stem}{'i' if last in 'kgjl' else 'y'}", f"{stem}ę", f"{stem}ą")
        if last in _SOFT_PL:
            yield stem[:-1] + _SOFT_PL[last]
        elif last in _HARD_PL:
            yield f"{stem}ie"
    elif name.endswith(("y", "i")):
        root = stem if name.endswith("y") else name
        yield from (f"{root}ego", f"{root}emu", f"{name}m")
    elif name[-1] not in "aeouóęą":
        root = _shortened(name, ("ek", "eł", "er", "ec"))
        soft = "i" if root[-1] in "kg" else ""
        yield from (f"{root}a", f"{root}owi", f"{root}{soft}em")


def czech(name: str) -> Iterator[str]:
    """A Czech name in the other cases: "Jana" gives "Jany" and "Janě"."""
    stem, last = name[:-1], name[-2:-1]
    if name.endswith("a"):
        yield from (f"{stem}{'i' if last in 'šžčcjďťň' else 'y'}", f"{stem}u", f"{stem}ou")
        yield from (stem[:-1] + _SOFT_CS[last] if last in _SOFT_CS else f"{stem}ě", f"{stem}in")
    elif name.endswith("í"):
        yield from (f"{name}ho", f"{name}mu", f"{name}m")
    elif name.endswith("ie"):
        yield from (f"{stem}i", f"{stem}í")
    elif name[-1] not in "aeiouyáéíóúý":
        root = _shortened(name, ("ek", "el"))
        is_soft = name[-1] in "šžčřcj"
        yield from (f"{root}{'e' if is_soft else 'a'}", f"{root}ovi", f"{root}em", f"{root}ův")


def turkish(name: str) -> Iterator[str]:
    """A Turkish name with the endings that chats write without an apostrophe."""
    vowels = [letter for letter in name.lower() if letter in _HIGH]
    if not vowels:
        return
    is_back = vowels[-1] in _BACK
    low, high = ("a" if is_back else "e"), _HIGH[vowels[-1]]
    joins = name[-1] in _HIGH
    y, n = ("y", "n") if joins else ("", "")
    yield from (f"{name}{y}l{low}", f"{name}{y}{low}", f"{name}{n}{high}n", f"{name}d{low}n")


def bengali(name: str) -> Iterator[str]:
    """A Bengali name with the endings of "to" and "of"."""
    yield f"{name}কে"
    yield f"{name}র" if name[-1] in _BENGALI_VOWELS else f"{name}ের"


def genitives(names: Iterable[str]) -> Iterator[str]:
    """As Germanic languages write them: "Birgits"."""
    for name in names:
        if len(name) >= _SHORTEST and name[-1] not in "sxzß" and name.isalpha():
            yield f"{name}s"


def _shortened(name: str, endings: tuple[str, ...]) -> str:
    """Without the vowel that falls out before an ending: "Marek" gives "Mark"."""
    return name[:-2] + name[-1] if name.endswith(endings) and len(name) > _SHORTEST else name


CASES = {"pl": polish, "cs": czech}
