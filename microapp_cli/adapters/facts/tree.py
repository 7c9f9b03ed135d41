"""Every file of a repository, read once: bounded, never through a link out of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from microapp_cli.adapters.facts import git
from microapp_cli.core.errors import NotAMicroApp
from microapp_cli.core.plan import MANIFEST

MOST_FILES = 20_000
LARGEST = 5 * 2**20
LARGEST_IN_ALL = 200 * 2**20
MOST_COMPLAINTS = 200
CACHES = frozenset(
    (
        *(".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".local"),
        *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".tox", ".nox", ".idea"),
    )
)
"""Folders that tools make; what git tracks in one of them is judged all the same."""
OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
OPEN |= getattr(os, "O_BINARY", 0)


def complaint(path: str, message: str, line: int = 0) -> dict[str, object]:
    """One thing that could not be judged, as the facts state it."""
    return {"path": path, "line": line, "message": message}


@dataclass(frozen=True)
class Tree:
    """The files of one repository by their path, with forward slashes."""

    folder: Path
    files: Mapping[str, bytes]
    programs: frozenset[str] = frozenset()
    """The files that may be run."""
    unreadable: tuple[dict[str, object], ...] = ()

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every file."""
        return {path: hashlib.sha256(content).hexdigest() for path, content in self.files.items()}

    @cached_property
    def sha256(self) -> str:
        """One SHA-256 of all names, contents and modes, and of what could not be read."""
        lines = [f"{self.hashes[path]} {path in self.programs} {path}" for path in self.files]
        lines += [f"{entry['path']}: {entry['message']}" for entry in self.unreadable]
        return hashlib.sha256("\0".join(lines).encode("utf-8", "backslashreplace")).hexdigest()


def read(folder: Path) -> Tree:
    """Read a repository; NotAMicroApp where there is none."""
    root = _root(folder)
    listed = _listed(root)
    reading = _Reading(root, listed.paths)
    reading.complaints += listed.complaints
    for path in sorted(listed.paths)[:MOST_FILES]:
        reading.take(path)
    return reading.tree()


@dataclass
class _Listed:
    """What there is to read."""

    paths: set[str] = field(default_factory=set)
    complaints: list[dict[str, object]] = field(default_factory=list)


def _root(folder: Path) -> Path:
    root = Path(os.path.realpath(folder))
    try:
        if not root.is_dir():
            raise NotAMicroApp(f"{folder}: there is no such folder. Name a repository's folder.")
        names = set(os.listdir(root))  # noqa: PTH208 (names only)
    except OSError as error:
        raise NotAMicroApp(f"{folder}: {error.strerror}. Allow reading it, then again.") from None
    if MANIFEST not in names:
        lost = ".microapp" in names
        cure = "Restore it from git." if lost else "Name a repository made by: microapp new."
        raise NotAMicroApp(f"{folder}: there is no {MANIFEST} in this folder. {cure}")
    return root


def _listed(root: Path) -> _Listed:
    """What git tracks or would track; everything but caches where git does not know the folder."""
    known = git.files(root)
    if known is None or MANIFEST not in {*known.tracked, *known.untracked}:
        return _walked(root, in_git=(root / ".git").exists())
    untracked = {path for path in known.untracked if not CACHES & set(path.split("/"))}
    return _cut(_Listed({*known.tracked, *untracked}))


def _walked(root: Path, *, in_git: bool) -> _Listed:
    found = _Listed()
    for parent, folders, names in os.walk(root, onerror=lambda error: _refused(error, root, found)):
        here = Path(parent).relative_to(root).as_posix()
        prefix = "" if here == "." else f"{here}/"
        skipped = [name for name in folders if name in CACHES]
        if in_git:
            found.complaints += [
                complaint(f"{prefix}{name}", "git cannot say whether it tracks files in here.")
                for name in skipped
                if name != ".git"
            ]
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(skipped) - set(links))
        found.paths |= {f"{prefix}{name}" for name in (*names, *links)}
        if len(found.paths) > MOST_FILES:
            break
    return _cut(found)


def _refused(error: OSError, root: Path, found: _Listed) -> None:
    path = Path(str(error.filename)).relative_to(root).as_posix()
    found.complaints.append(complaint(path, f"{error.strerror}: nothing in here was judged."))


def _cut(found: _Listed) -> _Listed:
    if len(found.paths) > MOST_FILES:
        message = f"more than {MOST_FILES:,} files: the rest was not judged."
        found.complaints.append(complaint("", message))
    return found


class _Reading:
    """Reads file after file, and notes what it could not read."""

    def __init__(self, root: Path, listed: Iterable[str]) -> None:
        self.root = root
        self.listed = listed
        self.files: dict[str, bytes] = {}
        self.programs: set[str] = set()
        self.complaints: list[dict[str, object]] = []
        self.total = 0
        self._inside: dict[str, bool] = {}

    def tree(self) -> Tree:
        """All that was read."""
        complaints = sorted(self.complaints, key=lambda entry: str(entry["path"]))
        if len(complaints) > MOST_COMPLAINTS:
            more = f"and {len(complaints) - MOST_COMPLAINTS} more could not be read."
            complaints = [*complaints[:MOST_COMPLAINTS], complaint("", more)]
        return Tree(self.root, self.files, frozenset(self.programs), tuple(complaints))

    def take(self, path: str) -> None:
        """Read one file, or note why not."""
        shown = path.encode("utf-8", "backslashreplace").decode()
        if not path.isprintable() or shown != path:
            name = path.encode("unicode_escape", "backslashreplace").decode("ascii")
            self._note(name, "its name is no plain text. Rename it.")
            return
        try:
            problem = self._take(path)
        except FileNotFoundError:
            return  # gone since it was listed: a missing platform file is a finding of its own
        except OSError as error:
            problem = f"{error.strerror or error}."
        if problem:
            self._note(path, problem)

    def _take(self, path: str) -> str:
        target = self.root / path
        if not self._is_inside(path.rpartition("/")[0]):
            return "its folder is a link out of the repository. Put a real folder there."
        if target.is_symlink():
            real = os.path.relpath(os.path.realpath(target), self.root).replace(os.sep, "/")
            if real not in self.listed:
                return "a link to something outside of the repository. Put a real file there."
            target = self.root / real
        descriptor = os.open(target, OPEN)
        with open(descriptor, "rb") as file:  # noqa: PTH123 (a descriptor, no path)
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                return "a repository of its own, or a link to a folder: nothing in it was judged."
            if not stat.S_ISREG(status.st_mode):
                return "no plain file (a pipe, a socket or a device). Remove it."
            if status.st_size > LARGEST:
                return f"over {LARGEST // 2**20} MB. Keep large files out of the repository."
            if self.total > LARGEST_IN_ALL:
                return f"the repository holds more than {LARGEST_IN_ALL // 2**20} MB."
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            return f"over {LARGEST // 2**20} MB. Keep large files out of the repository."
        self.total += len(content)
        self.files[path] = content
        if status.st_mode & 0o111:
            self.programs.add(path)
        return ""

    def _is_inside(self, folder: str) -> bool:
        """Whether a folder is where its name says; git may list what a link has since replaced."""
        if folder not in self._inside:
            place = str(self.root / folder) if folder else str(self.root)
            self._inside[folder] = os.path.realpath(place) == place
        return self._inside[folder]

    def _note(self, path: str, message: str) -> None:
        self.complaints.append(complaint(path, message))


def texts(files: Mapping[str, bytes], *suffixes: str) -> Iterator[tuple[str, str]]:
    """Every file with one of these endings that is UTF-8 text."""
    for path, content in files.items():
        if path.endswith(suffixes):
            try:
                yield path, content.decode("utf-8-sig")
            except UnicodeDecodeError:
                continue
