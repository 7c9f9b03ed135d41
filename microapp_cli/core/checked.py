"""What one call of `microapp check` looked at: every report, and what could not be judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from microapp_cli.core.findings import Report, Severity


@dataclass(frozen=True)
class Unjudged:
    """A repository that could not be judged, and why."""

    folder: str
    problem: str


@dataclass(frozen=True)
class Checked:
    """The reports of all repositories that were named, and what they come to."""

    reports: tuple[Report, ...]
    unjudged: tuple[Unjudged, ...] = ()
    fail_on: Severity = "error"
    base: str = ""
    """The git ref that findings were compared with, if any."""

    @property
    def exit_code(self) -> int:
        """The worst of all: 2 where one could not be judged, 1 where one fails, 0 otherwise."""
        if self.unjudged or not self.reports:
            return 2
        return int(any(report.fails(self.fail_on) for report in self.reports))


def seen_from_here(report: Report, path: str) -> str:
    """A path of the repository as somebody who stands where check was called names it."""
    folder = PurePosixPath(report.folder)
    if folder.is_absolute() or ".." in folder.parts:
        return path
    return (folder / path).as_posix()
