"""What git knows of a folder; nothing that the folder's own git settings name is ever run."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from microapp_cli.core.errors import WrongUse

SAFE = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "core.untrackedCache=false", "-c", "protocol.allow=never"),
)
"""Settings that keep a hostile .git/config from starting a program."""
SECONDS = 60
LARGEST = 5 * 2**20


@dataclass(frozen=True)
class Known:
    """The files below a folder, by whether git tracks them; ignored ones are left out."""

    tracked: tuple[str, ...]
    untracked: tuple[str, ...]


def files(folder: Path) -> Known | None:
    """What git lists below this folder, or None where it lists nothing."""
    if not any(os.path.lexists(place / ".git") for place in (folder, *folder.parents)):
        return None
    listed = run(folder, "ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
    if not listed:
        return None
    entries = [os.fsdecode(entry) for entry in listed.split(b"\0") if entry]
    return Known(
        tracked=tuple(entry[2:].rstrip("/") for entry in entries if entry[:1] != "?"),
        untracked=tuple(entry[2:].rstrip("/") for entry in entries if entry[:1] == "?"),
    )


def commit(folder: Path, ref: str) -> str:
    """The id of the commit that a ref names; WrongUse where it names none."""
    if not ref or ref.startswith("-") or "\0" in ref:
        raise WrongUse(f"{ref!r} is no git ref. Name one, such as origin/main.")
    named = run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if not named and not run(folder, "rev-parse", "--git-dir"):
        raise WrongUse(f"{folder} is in no git repository, so it has no {ref}. Run `git init`.")
    if not named:
        raise WrongUse(
            f"{ref}: git knows no such ref in {folder}. Name one, such as origin/main; "
            "in CI, fetch it first."
        )
    return named.decode("ascii", "replace").strip()


def show(folder: Path, commit: str, path: str) -> bytes | None:
    """A file below the folder as it was at a commit, or None where it was not."""
    blob = run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:./{path}")
    if not blob:
        return None
    name = blob.decode("ascii", "replace").strip()
    size = run(folder, "cat-file", "-s", name)
    if size is None or int(size) > LARGEST:
        return None
    return run(folder, "cat-file", "blob", name)


def run(folder: Path, *words: str, given: bytes = b"") -> bytes | None:
    """What git prints when it is given this, or None where it refuses or is not there."""
    program = shutil.which("git")
    if program is None:
        return None
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    safe = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            [program, *SAFE, "-C", str(folder), *words],
            capture_output=True,
            input=given,
            env={**plain, **safe},
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
