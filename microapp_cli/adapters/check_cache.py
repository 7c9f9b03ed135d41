"""Reports of earlier checks, kept under the hash of all that went into them."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import stat
import sysconfig
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from microapp_cli import __version__
from microapp_cli.core.findings import Evidence, Finding, Report

FORMAT = 1
LARGEST = 2**20
MOST_IN_SHELF = 20
"""Of 256 shelves, each holds this many reports and this many bytes (LARGEST) at most."""
OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def folder() -> Path:
    """Where reports are kept for this person."""
    from platformdirs import user_cache_path

    return user_cache_path("microapp", appauthor=False) / "checks"


def key(files: str, *, judges: str, engine: str, today: date, base: str = "") -> str:
    """The name of a report: `files` is the tree's hash, `judges` what `judged_by` gives.

    `base` is the folder and commit that findings were compared with, where they were.
    """
    parts = [str(FORMAT), __version__, files, judges, engine, today.isoformat(), base]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def judged_by(folders: Iterable[Path]) -> str:
    """A hash of the state of all that judges: our own code, layers and policies, and an overlay.

    Sizes and times of change stand for the contents: no process can set the latter back.
    """
    packages = Path(sysconfig.get_path("purelib"))
    lines = [f"{packages} {packages.stat().st_mtime_ns}" if packages.exists() else ""]
    for place in folders:
        lines += sorted(_states(place))
    return hashlib.sha256("\0".join(lines).encode("utf-8", "backslashreplace")).hexdigest()


def _states(place: Path) -> Iterator[str]:
    waiting = [str(place)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting += [] if entry.name == "__pycache__" else [entry.path]
                    continue
                state = entry.stat()
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"


class CheckCache:
    """One folder of reports; a broken, foreign or open-to-others entry is as none."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def get(self, key: str, *, shown_as: str) -> Report | None:
        """The report with this key, for a repository that is shown by this name."""
        try:
            content = self._content(self._path(key))
            entry = json.loads(content)
            text = entry["report"]
            if entry["key"] != key or entry["sha256"] != _sha256(text):
                return None
            return dataclasses.replace(_revived(json.loads(text)), folder=shown_as, cached=True)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def put(self, key: str, report: Report) -> None:
        """Keep a report; a disk that refuses costs time at the next check, and no more."""
        text = json.dumps(dataclasses.asdict(report), ensure_ascii=True)
        entry = {"key": key, "sha256": _sha256(text), "report": text}
        content = json.dumps(entry).encode("ascii")
        if len(content) > LARGEST:
            return
        with contextlib.suppress(OSError):
            path = self._path(key)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(path.parent.parent.stat()) and _is_ours(path.parent.stat()):
                _write(path, content)
                _clear(path.parent)

    def _path(self, key: str) -> Path:
        return self.place / key[:2] / f"{key}.json"

    def _content(self, path: Path) -> bytes:
        """The bytes of an entry; OSError unless nobody else could have written them."""
        for folder in (path.parent.parent, path.parent):
            if not _is_ours(folder.lstat()):
                raise PermissionError(f"{folder} is open to others.")
        with open(os.open(path, OPEN), "rb") as file:  # noqa: PTH123 (a descriptor, no path)
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
                raise PermissionError(f"{path} is open to others.")
            return file.read(LARGEST + 1)


def _is_ours(status: os.stat_result) -> bool:
    if os.name == "nt":  # a person's own folder is closed to others there
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write beside the place and rename, so that a reader finds all of it or nothing."""
    draft = path.with_name(f"{path.stem}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(os.open(draft, CREATE, 0o600), "wb") as file:  # noqa: PTH123
        file.write(content)
    draft.replace(path)


def _clear(shelf: Path) -> None:
    """Remove the oldest entries, drafts that were never finished included."""
    found = []
    for path in shelf.iterdir():
        with contextlib.suppress(OSError):
            status = path.lstat()
            found.append((status.st_mtime_ns, status.st_size, path))
    kept, size = 0, 0
    for _, bytes_, path in sorted(found, reverse=True):
        kept, size = kept + 1, size + bytes_
        if kept > MOST_IN_SHELF or size > LARGEST:
            with contextlib.suppress(OSError):
                path.unlink()


def _revived(data: Any) -> Report:
    """The report that was kept; TypeError or KeyError when it has another shape."""
    values = {name: _frozen(value) for name, value in data.items()}
    values["findings"] = tuple(Finding(**_all_frozen(entry)) for entry in data["findings"])
    values["evidence"] = tuple(
        Evidence(**{**entry, "proof": tuple(entry["proof"])}) for entry in data["evidence"]
    )
    return Report(**values)


def _all_frozen(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: _frozen(value) for name, value in entry.items()}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
