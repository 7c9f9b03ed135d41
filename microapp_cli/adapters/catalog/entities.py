"""Entities out of files: every one of them, or all that is wrong with any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from microapp_cli.adapters.catalog.yaml_entities import Document, documents
from microapp_cli.core.catalog import backstage_reading
from microapp_cli.core.catalog.backstage_reading import Stated
from microapp_cli.core.catalog.names import key_of
from microapp_cli.core.errors import CatalogError

MOST_SHOWN = 100


@dataclass(frozen=True)
class Found:
    """One entity, and where it stands."""

    where: str
    stated: Stated


@dataclass(frozen=True)
class Entities:
    """The components of some files, all that is wrong, and how many of other kinds there are."""

    found: tuple[Found, ...]
    problems: tuple[str, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)


def read(texts: Iterable[tuple[str, str]]) -> Entities:
    """Every component of these texts, and everything that is wrong with any."""
    held = [(label, document) for label, text in texts for document in documents(text)]
    directory = {
        reference: email
        for _, document in held
        for reference, email in backstage_reading.addresses(document.data)
    }
    others: Counter[str] = Counter()
    found: list[Found] = []
    problems: list[str] = []
    for label, document in held:
        if document.problem:
            problems.append(f"{label}:{document.line}: {document.problem}")
        elif backstage_reading.is_component(document.data):
            _take(label, document, directory, found, problems)
        else:
            others[document.data["kind"]] += 1
    problems += _twice(found)
    if not found and not problems:
        raise CatalogError("There is no entity of the kind Component to import.")
    return Entities(tuple(found), tuple(problems), dict(sorted(others.items())))


def listed(problems: Sequence[str]) -> str:
    """All problems, one a line, and that nothing was done."""
    more = len(problems) - MOST_SHOWN
    shown = [*problems[:MOST_SHOWN], *([f"… and {more} more"] if more > 0 else [])]
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"{count}; nothing was imported:", *(f"  {line}" for line in shown)])


def _take(
    label: str,
    document: Document,
    directory: Mapping[str, str],
    found: list[Found],
    problems: list[str],
) -> None:
    stated, wrong = backstage_reading.read(document.data, directory)
    for place, message in wrong:
        key = ".".join(place) or "This entity"
        problems.append(f"{label}:{document.line_of(place)}: {key[:120]} {message}")
    if stated:
        found.append(Found(f"{label}:{document.line}", stated))


def _twice(found: Iterable[Found]) -> Iterable[str]:
    """Names that a person would take for one; the catalog keeps them apart."""
    seen: dict[str, Found] = {}
    for entity in found:
        name = entity.stated.component.name
        first = seen.setdefault(key_of(name), entity)
        if first is not entity:
            other = first.stated.component.name
            says = "is given twice" if other == name else f"looks like {other}"
            yield f"{entity.where}: {name} {says}; the first is at {first.where}."
