"""Files of entities: found, read within bounds, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from microapp_cli.adapters.catalog.given_text import text_of
from microapp_cli.core.catalog.names import NAME
from microapp_cli.core.errors import CannotWrite, CatalogError
from microapp_cli.core.file_names import CATALOG_INFO

NAMES = (CATALOG_INFO, "catalog-info.yml")
SKIPPED = frozenset((".git", "node_modules", ".venv"))
MOST_FILES = 200_000


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of a file, or of every `catalog-info.yaml` below a folder."""
    if not path.is_dir():
        yield text_of(str(path))
        return
    number = 0
    for number, file in enumerate(_below(path), 1):
        if number > MOST_FILES:
            raise CatalogError(f"{path} holds more than {MOST_FILES:,} files. Import it in parts.")
        yield text_of(str(file))
    if not number:
        raise CatalogError(f"{path}: there is no {CATALOG_INFO} in this folder, nor below it.")


def write_each(folder: Path, documents: Iterable[tuple[str, str]]) -> int:
    """Write each entity to NAME/catalog-info.yaml below a folder; gives how many."""
    count = 0
    for count, (name, text) in enumerate(documents, 1):  # noqa: B007
        if not NAME.fullmatch(name):
            raise CatalogError(f"{name!a} is no name for a folder. Nothing of it was written.")
        place = folder / name
        with _told(place):
            place.mkdir(parents=True, exist_ok=True)
        if place.is_symlink():
            raise CannotWrite(f"{place} is a link. Put a real folder there.")
        with writing(place / CATALOG_INFO) as file:
            file.write(text)
    return count


@contextmanager
def writing_named(path: Path) -> Iterator[TextIO]:
    """As `writing`, for a file that a person named: where it leads, and into a pipe or a device."""
    real = Path(os.path.realpath(path))
    if not real.exists() or real.is_file():
        with writing(real) as file:
            yield file
        return
    with _told(path), path.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A file that takes the place of another when it is whole, and never before."""
    with _told(path):
        descriptor, name = tempfile.mkstemp(prefix=".microapp-", dir=path.parent)
    draft = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            yield file
        with _told(path):
            draft.chmod(0o644)
            draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        paths = (Path(place, name) for name in sorted(names) if name in NAMES)
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from None
