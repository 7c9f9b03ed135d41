"""Checks one repository of many: what it is not judged for is said, and holds up no other."""

from __future__ import annotations

from pathlib import Path

from microapp_cli.adapters.checker import Checker, shown
from microapp_cli.core.checked import Unjudged
from microapp_cli.core.errors import BadPolicy, MicroappError
from microapp_cli.core.findings import Report

Outcome = Report | Unjudged


def outcome(checker: Checker, folder: Path) -> Outcome:
    """The report of one repository, or why there is none."""
    try:
        return checker.check(folder)
    except BadPolicy as error:
        checker.load()  # broken policies judge nobody: that is said once, not for each repository
        return Unjudged(shown(folder), _said(error, folder))
    except (MicroappError, OSError) as error:
        return Unjudged(shown(folder), _said(error, folder))
    except Exception as error:  # a mistake of ours must neither pass a repository nor hide others
        said = f"{type(error).__name__}: {error}"
        return Unjudged(shown(folder), f"{shown(folder)}: microapp cannot judge this: {said}")


def _said(error: Exception, folder: Path) -> str:
    text = str(error)
    if isinstance(error, OSError):
        text = f"{error.filename or folder}: {error.strerror or error}."
    return text if str(folder) in text or shown(folder) in text else f"{shown(folder)}: {text}"
