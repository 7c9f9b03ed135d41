"""Reads a state of a contract: a file, a folder with an openapi.yaml, or one of git's past."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from microapp_cli.adapters import openapi_text
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.errors import BadContract

USUAL = "openapi.yaml"


def read(named: str) -> Contract:
    """The contract of this name; a path wins over a branch of the same name."""
    path = Path(named)
    path = path / USUAL if path.is_dir() else path
    try:
        content = _bytes(path) if path.exists() else _from_git(named)
        return Contract.parse(openapi_text.parse(content, named))
    except OSError as error:
        raise BadContract(f"{named}: {error.strerror}.") from None
    except BadContract as error:
        raise BadContract(str(error) if named in str(error) else f"{named}: {error}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(openapi_text.LARGEST + 1)


def _from_git(named: str) -> bytes:
    """What git keeps under `main:openapi.yaml`; `main` alone means its openapi.yaml right here."""
    revision, colon, path = named.partition(":")
    if not revision or (colon and not path) or "\0" in named:
        raise BadContract(f"{named}: no such file. Name a file or a git ref such as main:{USUAL}.")
    blob = _git("rev-parse", "--verify", "--quiet", "--end-of-options", _blob(revision, path))
    if blob is None:
        raise BadContract(
            f"{named}: neither a file nor in git's past. Name a file, a branch such as main, "
            f"or a file in one, such as main:{USUAL}."
        )
    name = blob.decode().strip()
    size = int(_git("cat-file", "-s", name) or 0)
    if size > openapi_text.LARGEST:
        raise BadContract(f"{named}: over {openapi_text.LARGEST // 2**20} MB. Is it the file?")
    return _git("cat-file", "blob", name) or b""


def _blob(revision: str, path: str) -> str:
    return f"{revision}:{path or f'./{USUAL}'}"


def _git(*words: str) -> bytes | None:
    """What git prints, or None where it refuses."""
    program = shutil.which("git")
    if program is None:
        raise BadContract("git is not installed. Install it, or name two files.")
    done = subprocess.run(
        [program, *words], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return done.stdout if done.returncode == 0 else None
