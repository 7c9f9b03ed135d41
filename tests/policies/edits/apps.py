"""The repositories that the edits are made in: each is rendered once, and green as it is."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path

from microapp_cli.adapters import repository
from microapp_cli.adapters.checker import Checker
from microapp_cli.core import sample
from microapp_cli.core.answers import parse_answers
from microapp_cli.core.blueprints import names
from microapp_cli.core.design import Design, design
from microapp_cli.core.file_names import MANIFEST
from tests.houses import house
from tests.policies.edits.changes import add, derived_again, put, swap

BENCH = house()
MIX_INS = """\
kind: Controls
layers:
  tiers: {T3: [finance, hr, health, webhook]}
"""
"""An organisation that judges restricted apps by every layer that no answer of ours asks for."""

SETTINGS = "deploy/kubernetes/overlays/production/settings.env"
WORDS = (
    "Who keeps what, why and how long, and what people do on a bad day, is written down here. " * 8
)
SAID = "It was looked at today, and it is as the platform's own page on this control asks for."


@dataclasses.dataclass(frozen=True)
class App:
    """What is rendered: answers other than those of the sample, and how far the app has come."""

    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    blueprint: str = "crud"
    ci: str = "github"
    runtime: str = "container"
    is_mixed: bool = False
    """Whether the organisation with all mix-ins made it, and judges it."""
    goes_live: bool = False
    """Whether it is in review, with every page written and everything confirmed."""


APPS = {
    "plain": App(),
    "gitlab": App(ci="gitlab"),
    "going live": App({"data": "personal", "outage": "stops_team"}, goes_live=True),
    "mixed": App({"data": "regulated", "ai_and_egress": "private_ai"}, is_mixed=True),
    "restricted": App({"data": "regulated", "ai_and_egress": "private_ai"}),
    "of unknown data": App({"data": "unknown"}),
    "proxy": App(blueprint="llm-proxy"),
    "restricted proxy": App(
        {"data": "regulated", "ai_and_egress": "private_ai"}, blueprint="llm-proxy"
    ),
    "agent": App({"data": "personal", "ai_and_egress": "autonomous"}),
}


class Apps:
    """Renders and judges; everything is loaded and made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.overlay = folder / "acme"
        put(self.overlay, "controls.yaml", MIX_INS)

    @functools.cache  # noqa: B019 (one for the whole run)
    def folder_of(self, name: str) -> Path:
        """A repository that is not to be changed."""
        return self.rendered(APPS[name], name)

    def rendered(self, app: App, name: str) -> Path:
        """A repository as microapp makes it, as far as its app has come."""
        target = self.folder / name.replace(" ", "-") / "leave-helper"
        target.parent.mkdir()
        made = repository.write(self.design(app), BENCH.layers, target)
        if app.goes_live:
            self._take_live(made, self.checker(app.is_mixed))
        return made

    def design(self, app: App) -> Design:
        """What is rendered of an app."""
        policies = self.checker(app.is_mixed).policies
        layers = BENCH.layers.all
        given = sample.answers(app.blueprint, runtime=app.runtime, ci=app.ci)
        given["answers"] |= app.answers
        known = {f"{kind}s": names(layers, kind) for kind in ("blueprint", "runtime", "ci")}
        answers = parse_answers(given, policies.questionnaire, controls=policies.controls, **known)
        return design(answers, policies, layers, today=BENCH.today())

    @functools.cache  # noqa: B019 (one for the whole run)
    def checker(self, is_mixed: bool, base: str = "") -> Checker:
        """What judges, as the command has it; its rules are compiled once."""
        if base:
            known = self.checker(is_mixed)
            loaded = {name: getattr(known, name) for name in LOADED}
            return Checker(dataclasses.replace(known.settings, base=base), **loaded)
        overlay = self.overlay if is_mixed else None
        checker = BENCH.checker(overlay=overlay, cached=False)
        checker.load()
        return checker

    def _take_live(self, app: Path, checker: Checker) -> None:
        """Put the app into review, then write each page and confirm all that its check asks for."""
        swap(MANIFEST, "stage: development", "stage: review")(app)
        add("app/policies/notes.rego", REGO)(app)
        swap(RESOURCES, *ASKS_THE_RULE)(app)
        swap(SETTINGS, "OIDC_ISSUER=", "OIDC_ISSUER=https://login.acme.example")(app)
        derived_again(app)
        report = checker.check(app)
        for path in {found.path for found in report.open if found.path.endswith(".md")}:
            add(path, f"# A page\n\n{WORDS}\n")(app)
        due = sorted({found.controls[0] for found in report.open if found.id == "MA018"})
        add(MANIFEST, "".join(["attestations:\n", *map(attestation, due)]))(app)


RESOURCES = "app/resources.py"
ASKS_THE_RULE = ('    write="writer",\n', '    write="writer",\n    policy="app.notes.allow",\n')
LOADED = ("policies", "layers", "rulebook", "engine")
REGO = """\
package app.notes

import rego.v1

default allow := false

allow if input.record.org == input.caller.org
"""


def attestation(control: str, on: str = "2026-11-23") -> str:
    """An entry of the manifest that confirms a control."""
    return f"  - control: {control}\n    says: {SAID}\n    by: zoe@acme.example\n    on: '{on}'\n"
