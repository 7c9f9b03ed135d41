"""Writes `.microapp/lock.json` beside the files whose hashes it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microapp_cli import __version__
from microapp_cli.core import lock
from microapp_cli.core.file_names import LOCK
from microapp_cli.core.plan import Plan


def write(repository: Path, plan: Plan, manifest: Mapping[str, Any]) -> None:
    """Lock a finished repository: from here on, a changed platform file can be told."""
    paths = [path for path in plan.owners if path != LOCK]
    hashes = {path: sha256(repository / path) for path in paths}
    data = lock.build(plan, version=__version__, manifest=manifest, hashes=hashes)
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    (repository / LOCK).write_text(text, encoding="utf-8", newline="\n")


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
