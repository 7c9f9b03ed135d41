"""Judges a repository: its facts by the rules, then exceptions, evidence and a report."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microapp_cli.adapters import check_cache
from microapp_cli.adapters.facts import git, tree
from microapp_cli.core.errors import NotReady
from microapp_cli.core.findings import Report

if TYPE_CHECKING:
    from microapp_cli.adapters.facts.tree import Tree
    from microapp_cli.adapters.layers import Layers
    from microapp_cli.adapters.rego import Engine
    from microapp_cli.core.policies import Policies
    from microapp_cli.core.rulebook import RuleBook

CODE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """By what to judge; plain values, so that another process can have them."""

    assets: Path
    today: date
    environ: Mapping[str, str]
    overlay: Path | None = None
    engine: str = "embedded"
    base: str = ""
    cached: bool = True


class Checker:
    """Judges any number of repositories; what it needs is loaded once, and only when needed."""

    def __init__(self, settings: Settings, **loaded: Any) -> None:
        """Take `policies` and `layers` where they were loaded before."""
        self.settings = settings
        self.__dict__.update(loaded)

    def load(self) -> None:
        """Load all that judges; BadPolicy where it does not hold together."""
        _ = self.policies, self.rulebook

    def check(self, folder: Path) -> Report:
        """The report of one repository; MicroappError where it cannot be judged."""
        found = tree.read(folder)
        start = git.commit(found.folder, self.settings.base) if self.settings.base else ""
        if not self.settings.cached:
            return self._report(folder, found, start)
        key = check_cache.key(
            found.sha256,
            judges=self._judges,
            engine=self.settings.engine,
            today=self.settings.today,
            base=f"{found.folder}\0{start}" if start else "",
        )
        kept = self._cache.get(key, shown_as=shown(folder))
        if kept is not None:
            return kept
        report = self._report(folder, found, start)
        self._cache.put(key, report)
        return report

    def judge(self, folder: Path, files: Tree | None = None) -> Report:
        """The report of files as they are, whatever was there before."""
        return self._report(folder, files or tree.read(folder), "")

    def must_pass(self, folder: Path) -> None:
        """NotReady, with every finding, unless a new repository passes."""
        report = self.judge(folder)
        if report.fails("error"):
            told = [
                f"  {finding.place}: {finding.message} {finding.fix} ({finding.id})"
                for finding in report.open
            ]
            said = "The new repository would not pass microapp check, so nothing was written:"
            raise NotReady("\n".join([said, *told]))

    def _report(self, folder: Path, found: Tree, start: str) -> Report:
        from microapp_cli.adapters import facts
        from microapp_cli.adapters.verdicts import report_of

        told = facts.read(
            found.folder,
            policies=self.policies,
            layers=self.layers,
            today=self.settings.today,
            base=start or None,
            files=found,
        )
        report = report_of(
            told, self.engine.judge(told), self.rulebook, self.policies, folder=shown(folder)
        )
        report = dataclasses.replace(report, engine=self.engine.name, facts=found.sha256)
        return self._compared(report, found, start) if start else report

    def _compared(self, report: Report, found: Tree, start: str) -> Report:
        """The report, with what was open at a commit already marked as known."""
        import tempfile

        from microapp_cli.adapters import git_past
        from microapp_cli.core.exceptions import open_before
        from microapp_cli.core.fingerprints import with_known

        with tempfile.TemporaryDirectory(prefix="microapp-base-") as place:
            past = Path(place) / found.folder.name
            past.mkdir()
            if not git_past.write(found.folder, start, past):
                return report
            before = self.judge(past)
        known = open_before(before)
        return dataclasses.replace(report, findings=with_known(report.findings, known))

    @cached_property
    def policies(self) -> Policies:
        """The questionnaire and the controls."""
        from microapp_cli.adapters.policy_files import load_policies

        return load_policies(self.settings.assets / "policies", self.settings.overlay)

    @cached_property
    def layers(self) -> Layers:
        """The layers that this microapp ships."""
        from microapp_cli.adapters.layers import Layers

        return Layers(self.settings.assets / "blueprints")

    @cached_property
    def rulebook(self) -> RuleBook:
        """The rules, ours and an organisation's."""
        from microapp_cli.adapters import rego

        return rego.load(self.settings.assets / "policies", self.settings.overlay)

    @cached_property
    def engine(self) -> Engine:
        """What evaluates the rules, compiled."""
        from microapp_cli.adapters import rego

        return rego.engine(self.settings.engine, self.rulebook, self.settings.environ)

    @cached_property
    def _cache(self) -> check_cache.CheckCache:
        return check_cache.CheckCache(check_cache.folder())

    @cached_property
    def _judges(self) -> str:
        places = [CODE, self.settings.assets / "blueprints", self.settings.assets / "policies"]
        return check_cache.judged_by([*places, *filter(None, [self.settings.overlay])])


def shown(folder: Path) -> str:
    """A folder as somebody who stands where check was called names it."""
    full, here = os.path.realpath(folder), os.path.realpath(Path())
    if full == here or full.startswith(here.rstrip(os.sep) + os.sep):
        return Path(os.path.relpath(full, here)).as_posix()
    return Path(full).as_posix()
