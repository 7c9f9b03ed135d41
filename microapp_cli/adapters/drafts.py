"""A folder beside the target to make a repository in, and the one rename that publishes it."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from microapp_cli.core.errors import CannotWrite, TargetExists

TEMPLATE_MARKS = ("{{", "{%", "{#")
ANOTHER_PLACE = "Choose another name or another --output."
"""What to do about a target that is there, where its folder and its name were given apart."""
ALREADY_THERE = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}


@dataclass(frozen=True)
class Draft:
    """A private folder on the target's own disk; it vanishes when the work ends."""

    folder: Path
    target: Path
    instead: str = ANOTHER_PLACE

    def publish(self, repository: Path) -> None:
        """Make a finished repository appear at the target, whole and safe on disk."""
        _settle(repository)
        try:
            repository.rename(self.target)
        except OSError as error:
            if error.errno in ALREADY_THERE:
                raise taken(self.target, self.instead) from None
            raise
        _sync(self.target.parent)


@contextmanager
def draft_of(target: Path, *, instead: str = ANOTHER_PLACE) -> Iterator[Draft]:
    """A draft of this target; whatever ends the block, the draft's folder is removed.

    Where the target is there already, its refusal says what to do `instead`.
    """
    parent = Path(os.path.realpath(target.parent))
    if any(mark in str(parent) for mark in TEMPLATE_MARKS):
        raise CannotWrite(f"{parent}: the folder's name holds template marks. Choose another one.")
    target = parent / target.name
    refuse_if_taken(target, instead)
    made = _missing(parent)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.microapp-", dir=parent))
        try:
            yield Draft(folder, target, instead)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except BaseException as error:
        for new in made:
            with suppress(OSError):
                new.rmdir()
        if isinstance(error, OSError):
            raise _refused(error, target) from error
        raise


def refuse_if_taken(target: Path, instead: str = ANOTHER_PLACE) -> None:
    """Nothing when the target is free: absent, or an empty folder."""
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not target.is_dir() or any(target.iterdir()):
        raise taken(target, instead)


def taken(target: Path, instead: str = ANOTHER_PLACE) -> TargetExists:
    """The refusal to touch what is already there."""
    return TargetExists(f"{target} exists already. {instead}")


def _missing(parent: Path) -> list[Path]:
    """The folders above a target that do not exist yet, the innermost first."""
    return [folder for folder in (parent, *parent.parents) if not folder.exists()]


def _refused(error: OSError, target: Path) -> CannotWrite:
    """What the disk said, in one line."""
    if isinstance(error, shutil.Error):  # from copying a folder: a list of (from, to, why)
        what = str(error.args[0][0][2])
    else:
        what = error.strerror or str(error)
    return CannotWrite(f"{target}: cannot be written: {what}. Nothing was left behind.")


def _settle(repository: Path) -> None:
    """Give every file the same modes on every machine, and force all of it to the disk."""
    for folder, _, names in os.walk(repository, topdown=False):
        for name in names:
            _settle_file(Path(folder, name))
        Path(folder).chmod(0o755)
        _sync(Path(folder))


def _settle_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        is_program = os.read(descriptor, 2) == b"#!"
        path.chmod(0o755 if is_program else 0o644)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder, and needs no such call
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
