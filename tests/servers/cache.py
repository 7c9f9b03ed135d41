"""Folders that cost time to make, kept outside the checkout and made once for all processes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def kept(name: str, content: bytes, make: Callable[[Path], None]) -> Path:
    """Give the folder made from `content`; make it when it is missing or was left half made."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "microapp-tests"
    base.mkdir(parents=True, exist_ok=True)
    folder = base / f"{name}-{hashlib.sha256(content).hexdigest()[:16]}"
    finished = folder / ".finished"
    with (base / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            finished.touch()
    return folder
