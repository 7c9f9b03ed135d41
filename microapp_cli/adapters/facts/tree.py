"""Every file of a repository, read once: bounded, never through a link out of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from microapp_cli.adapters.facts import git
from microapp_cli.core.errors import NotAMicroApp
from microapp_cli.core.file_names import MANIFEST

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
LEADS_OUT = "a link to something that is not judged. Put a real file there."
NO_FILE = "no plain file but a pipe, a socket or a device. Remove it."


def complaint(path: str, message: str, line: int = 0) -> dict[str, object]:
    """One thing that could not be judged, as the facts state it."""
    return {"path": path, "line": line, "message": message}


@dataclass(frozen=True)
class Limits:
    """How much is read; what goes beyond is told."""

    files: int = 20_000
    size: int = 5 * 2**20
    in_all: int = 200 * 2**20


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


def read(folder: Path, limits: Limits = Limits()) -> Tree:
    """Read a repository; NotAMicroApp where there is none."""
    root = _root(folder)
    listed = _listed(root, limits.files)
    reading = _Reading(root, listed, limits)
    for path in sorted(listed.paths)[: limits.files]:
        reading.take(path)
    return reading.tree()


@dataclass
class _Listed:
    """What there is to read, and what was not even listed."""

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
        cure = "Name a repository made by: microapp new."
        cure = "Restore it from git." if ".microapp" in names else cure
        raise NotAMicroApp(f"{folder}: there is no {MANIFEST} in this folder. {cure}")
    return root


def _listed(root: Path, most: int) -> _Listed:
    """What git tracks or would track; everything but caches where git does not know the folder."""
    known = git.files(root)
    if known and MANIFEST in {*known.tracked, *known.untracked}:
        untracked = {path for path in known.untracked if not CACHES & set(path.split("/"))}
        found = _Listed({*known.tracked, *untracked})
    else:
        found = _Walk(root, most).found()
    if len(found.paths) > most:
        found.complaints.append(complaint("", f"more than {most:,} files: not all were judged."))
    return found


class _Walk:
    """Lists the files of a folder that git does not know."""

    def __init__(self, root: Path, most: int) -> None:
        self.root = root
        self.most = most
        self.in_git = (root / ".git").exists()
        self.listed = _Listed()

    def found(self) -> _Listed:
        """Everything but caches; in a repository that git cannot read, a cache is told."""
        for parent, folders, names in os.walk(self.root, onerror=self._refused):
            folders[:] = sorted(name for name in folders if self._enter(Path(parent, name)))
            below = self._path(parent)
            start = "" if below == "." else f"{below}/"
            self.listed.paths |= {start + name for name in names}
            if len(self.listed.paths) > self.most:
                break
        return self.listed

    def _enter(self, folder: Path) -> bool:
        if folder.is_symlink():
            self.listed.paths.add(self._path(folder))
            return False
        if folder.name in CACHES and self.in_git and folder.name != ".git":
            self._note(folder, "git cannot say whether it tracks files in here. Repair git.")
        return folder.name not in CACHES

    def _refused(self, error: OSError) -> None:
        self._note(error.filename, f"{error.strerror}: nothing in here was judged.")

    def _note(self, place: str | Path, message: str) -> None:
        self.listed.complaints.append(complaint(_shown(self._path(place)), message))

    def _path(self, place: str | Path) -> str:
        return os.path.relpath(place, self.root).replace(os.sep, "/")


class _Reading:
    """Reads file after file, and notes what it could not read."""

    def __init__(self, root: Path, listed: _Listed, limits: Limits) -> None:
        self.root = root
        self.listed = listed
        self.limits = limits
        self.files: dict[str, bytes] = {}
        self.programs: set[str] = set()
        self.complaints = list(listed.complaints)
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
        try:
            problem = self._take(path)
        except FileNotFoundError:
            return  # gone since it was listed: a missing platform file is a finding of its own
        except OSError as error:
            problem = f"{error.strerror or error}."
        if problem:
            self.complaints.append(complaint(_shown(path), problem))

    def _take(self, path: str) -> str:
        if _shown(path) != path:
            return "its name is no plain text. Rename it."
        if not self._is_inside(path.rpartition("/")[0]):
            return "its folder is a link. Put a real folder there."
        place = f"{self.root}{os.sep}{path}"
        kind = os.lstat(place)
        if stat.S_ISLNK(kind.st_mode):
            real = os.path.relpath(os.path.realpath(place), self.root).replace(os.sep, "/")
            place = f"{self.root}{os.sep}{real}"
            if real not in self.listed.paths:
                return LEADS_OUT
            kind = os.lstat(place)
            if stat.S_ISLNK(kind.st_mode):
                return LEADS_OUT
        content, status = self._content(place, kind)
        if isinstance(content, str):
            return content
        self.total += len(content)
        self.files[path] = content
        if status.st_mode & 0o111:
            self.programs.add(path)
        return ""

    def _content(self, place: str, kind: os.stat_result) -> tuple[bytes | str, os.stat_result]:
        """The bytes of a file, or why it is not read; a pipe or device is never waited for."""
        if stat.S_ISDIR(kind.st_mode):
            return "a repository of its own, or a link to a folder: nothing in it was judged.", kind
        if not stat.S_ISREG(kind.st_mode):
            return NO_FILE, kind
        with open(os.open(place, OPEN), "rb") as file:  # noqa: PTH123 (a descriptor, no path)
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return NO_FILE, status
            if self.total + status.st_size > self.limits.in_all:
                return f"the repository holds more than {_size(self.limits.in_all)}.", status
            content = file.read(self.limits.size + 1)
        if len(content) > self.limits.size:
            return f"over {_size(self.limits.size)}. Keep large files out of git.", status
        return content, status

    def _is_inside(self, folder: str) -> bool:
        """Whether a folder is where its name says; git may list what a link has since replaced."""
        if folder not in self._inside:
            place = str(self.root / folder) if folder else str(self.root)
            self._inside[folder] = os.path.realpath(place) == place
        return self._inside[folder]


def _shown(path: str) -> str:
    """The path as text that every report can hold."""
    return path if path.isprintable() else path.encode("unicode_escape").decode("ascii")


def _size(count: int) -> str:
    return f"{count / 2**20:g} MB"


def texts(files: Mapping[str, bytes], *suffixes: str) -> Iterator[tuple[str, str]]:
    """Every file with one of these endings that is UTF-8 text."""
    for path, content in files.items():
        if path.endswith(suffixes):
            try:
                yield path, content.decode("utf-8-sig")
            except UnicodeDecodeError:
                continue
