"""Writes evidence as a zip: the same evidence gives the same bytes, and all of it or no file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from microapp_cli.core.errors import CannotWrite, TargetExists

SUMS = "SHA256SUMS"
NO_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3


def check_free(path: Path) -> None:
    """An error where something is at this place, or where no file can be."""
    if path.is_dir():
        raise TargetExists(f"{path} is a folder. Name a file, such as {path / 'evidence.zip'}.")
    if path.exists() or path.is_symlink():
        raise TargetExists(f"{path} is there already. Name another file, or remove it.")
    if not path.parent.is_dir():
        raise CannotWrite(f"{path} cannot be written: there is no folder {path.parent}.")


def write(path: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """Write these files and their hashes into a zip that only its owner reads; gives how many."""
    check_free(path)
    sums: list[str] = []
    with _draft(path) as draft, ZipFile(draft, "w", ZIP_DEFLATED) as archive:
        for name, parts in files:
            sums.append(f"{_add(archive, name, parts)}  {name}\n")
        _add(archive, SUMS, ["".join(sums).encode()])
    return len(sums) + 1


def _add(archive: ZipFile, name: str, parts: Iterable[bytes]) -> str:
    entry = ZipInfo(name, NO_TIME)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = UNIX
    entry.external_attr = 0o644 << 16
    hash = hashlib.sha256()
    with archive.open(entry, "w", force_zip64=True) as file:
        for part in parts:
            hash.update(part)
            file.write(part)
    return hash.hexdigest()


@contextmanager
def _draft(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole, and never takes the place of another."""
    with _told(path):
        descriptor, name = tempfile.mkstemp(prefix=".microapp-", dir=path.parent)
    draft = Path(name)
    try:
        with _told(path):
            with open(descriptor, "wb") as file:  # noqa: PTH123
                yield file
            os.link(draft, path)
    except FileExistsError:
        raise TargetExists(f"{path} is there already. Name another file, or remove it.") from None
    finally:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from None
