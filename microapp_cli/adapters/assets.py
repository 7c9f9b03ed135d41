"""Where the blueprints and policies lie: in the installed package, or in a checkout beside it."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """The folder that holds blueprints/ and policies/."""
    package = Path(__file__).resolve().parents[1]
    return package if (package / "blueprints").is_dir() else package.parent
