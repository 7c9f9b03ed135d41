"""One realistic edit of one repository, and the one rule that it turns red."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from microapp_cli.adapters.checker import Checker
from microapp_cli.adapters.layers import Layers
from microapp_cli.core.findings import Report
from microapp_cli.core.plan import LOCK, File
from tests.policies.edits.apps import APPS, LOADED, Apps
from tests.policies.edits.changes import Change, put, text_of

Place = tuple[str, str, int]
"""A rule, a path and a line."""


@dataclass(frozen=True)
class Edit:
    """What somebody changes, and where the rule must then point."""

    rule: str
    path: str
    shown: str | int
    """A text that stands on the line of the finding; or the line, where there is no such text."""
    changes: tuple[Change, ...]
    app: str = "plain"
    shipped: tuple[str, ...] = ()
    """Files of the platform that are changed: the platform ships them so, and the lock says so."""
    against_base: bool = False
    """Whether the change is compared with the commit before it."""
    also: tuple[tuple[str, str, str | int], ...] = ()
    """Rules that the same edit must turn red as well, each with its path and what is shown."""
    because: str = field(default="", compare=False)
    """Why there is no edit that turns the rule red alone."""

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.rule}-{self.app.replace(' ', '_')}-{Path(self.path).name}"

    def made(self, apps: Apps, target: Path) -> tuple[Report, set[Place], set[Place]]:
        """The report on the edited repository, with what it finds and what it should."""
        app = copied(apps.folder_of(self.app), target)
        if self.against_base:
            commit(app)
        for change in self.changes:
            change(app)
        checker = apps.checker(APPS[self.app].is_mixed, "HEAD" if self.against_base else "")
        if self.shipped:
            checker = shipping(app, self.shipped, checker)
        report = checker.check(app)
        found = {(one.id, one.path, one.line) for one in report.open}
        due = [(self.rule, self.path, self.shown), *self.also]
        return report, found, {place(app, *one, found) for one in due}


class Shipped(Layers):
    """Layers of which some files are shipped otherwise than here."""

    def __init__(self, layers: Layers, contents: dict[str, bytes]) -> None:
        self.__dict__.update(layers.__dict__)
        self._otherwise = contents

    def content(self, file: File) -> bytes:
        """The bytes of a file as the platform ships it now."""
        return self._otherwise.get(file.path) or super().content(file)


def shipping(app: Path, paths: tuple[str, ...], checker: Checker) -> Checker:
    """What judges once the platform ships these files as the app now has them."""
    contents = {path: (app / path).read_bytes() for path in paths}
    relock(app, *paths)
    loaded = {name: getattr(checker, name) for name in LOADED}
    return Checker(checker.settings, **loaded | {"layers": Shipped(checker.layers, contents)})


def relock(app: Path, *paths: str) -> None:
    """Write into the lock what these files are now."""
    from hashlib import sha256

    lock = json.loads(text_of(app, LOCK))
    for path in paths:
        lock["files"][path]["sha256"] = sha256((app / path).read_bytes()).hexdigest()
    put(app, LOCK, json.dumps(lock, indent=2) + "\n")


def place(app: Path, rule: str, path: str, shown: str | int, found: set[Place]) -> Place:
    """Where a rule must point; of several lines that fit, the one at which it does."""
    if isinstance(shown, int):
        return rule, path, shown
    lines = [n for n, line in enumerate(text_of(app, path).splitlines(), 1) if shown in line]
    assert lines, f"{path} has no line with {shown!r}"
    return rule, path, next((n for n in lines if (rule, path, n) in found), lines[0])


def copied(app: Path, target: Path) -> Path:
    """The same repository; files are shared until they are changed."""
    return Path(shutil.copytree(app, target / app.name, copy_function=_link))


def commit(app: Path) -> None:
    """Put everything that is in the app into git."""
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.example"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "As it was"]):
        subprocess.run(["git", *who, *words], cwd=app, check=True)


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)
