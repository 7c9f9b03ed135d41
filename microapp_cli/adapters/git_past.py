"""A repository as it was at a commit, written out without running anything of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from microapp_cli.adapters.facts import git
from microapp_cli.adapters.facts.tree import Limits
from microapp_cli.core.errors import WrongUse
from microapp_cli.core.file_names import MANIFEST

LIMITS = Limits()
SHA256_HEX = 64


@dataclass(frozen=True)
class _Blob:
    path: str
    mode: int
    name: bytes
    size: int


def write(repository: Path, commit: str, target: Path) -> bool:
    """Write the files below this folder as they were; gives whether a micro-app was there.

    Their contents are read as git keeps them: neither hooks nor filters nor attributes have a
    say, as they would with `git archive` or `git worktree`.
    """
    blobs = list(_blobs(repository, commit))[: LIMITS.files]
    if MANIFEST not in {blob.path for blob in blobs}:
        return False
    root = Path(os.path.realpath(target))
    small = [blob for blob in blobs if blob.size <= LIMITS.size]
    if sum(blob.size for blob in small) > LIMITS.in_all:
        raise WrongUse(f"{commit}: over {LIMITS.in_all // 2**20} MB in git's past.")
    for blob, content in zip(small, _contents(repository, small), strict=True):
        _write(root, blob, content)
    for blob in blobs:
        if blob.size > LIMITS.size:  # too large to be judged then, as it is now
            _write(root, blob, b"")
            os.truncate(root / blob.path, blob.size)
    return True


def changed(
    repository: Path, commit: str, below: str, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """What a folder held at a commit and does not hold now; what is larger than 5 MB is left out.

    `files` are those that are there now.
    """
    blobs = [
        blob
        for blob in islice(_blobs(repository, commit, below), LIMITS.files)
        if blob.size <= LIMITS.size and not _is_blob(files.get(blob.path), blob)
    ]
    return dict(zip([blob.path for blob in blobs], _contents(repository, blobs), strict=True))


def _is_blob(content: bytes | None, blob: _Blob) -> bool:
    """Whether this is the very content that git keeps under a name."""
    if content is None:
        return False
    make = hashlib.sha256 if len(blob.name) == SHA256_HEX else hashlib.sha1
    named = make(b"blob %d\0" % len(content) + content).hexdigest()
    return named.encode() == blob.name


def _blobs(repository: Path, commit: str, below: str = ".") -> Iterator[_Blob]:
    listed = git.run(repository, "ls-tree", "-r", "-z", "-l", commit, below)
    if listed is None:
        raise WrongUse(f"{commit}: git cannot list it in {repository}. In CI, fetch it first.")
    for entry in filter(None, listed.split(b"\0")):
        head, _, path = entry.partition(b"\t")
        mode, kind, name, size = head.split()
        if kind == b"blob":
            yield _Blob(os.fsdecode(path), int(mode, 8), name, int(size))


def _contents(repository: Path, blobs: Sequence[_Blob]) -> Iterator[bytes]:
    """The contents of blobs, in their order, by one call of git."""
    names = b"".join(blob.name + b"\n" for blob in blobs)
    answered = git.run(repository, "cat-file", "--batch", given=names) or b""
    at = 0
    for blob in blobs:
        start = answered.find(b"\n", at) + 1
        if not start or answered[at:start].split() != [blob.name, b"blob", b"%d" % blob.size]:
            raise WrongUse("git's past is not whole in this copy. Fetch all of it.")
        yield answered[start : start + blob.size]
        at = start + blob.size + 1


def _write(root: Path, blob: _Blob, content: bytes) -> None:
    place = root / blob.path
    if ".git" in blob.path.lower().split("/"):
        return  # a repository inside of the repository could bring settings of its own
    if not _is_inside(place, root):
        raise WrongUse(f"{blob.path!r} in git's past lies outside of its repository.")
    place.parent.mkdir(parents=True, exist_ok=True)
    if stat.S_ISLNK(blob.mode):
        place.symlink_to(os.fsdecode(content))
        return
    with place.open("xb") as file:
        file.write(content)
    place.chmod(0o755 if blob.mode & 0o111 else 0o644)


def _is_inside(place: Path, root: Path) -> bool:
    """Whether a place is below the root; a link that was written before leads nowhere else."""
    real = os.path.realpath(place.parent)
    return real == str(root) or real.startswith(f"{root}{os.sep}")
