"""A workbench that reads what ships only once: most of what a command costs is to read it.

That commands read it by themselves is proven by those that run as a process of their own, in
tests/commands/test_process.py, tests/commands/test_check_many.py and tests/test_wheel.py.
"""

from __future__ import annotations

import threading
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from microapp_cli.adapters.checker import Checker
from microapp_cli.adapters.layers import Layers
from microapp_cli.adapters.policy_files import Policies, load_policies
from microapp_cli.adapters.workbench import Workbench

ROOT = Path(__file__).resolve().parents[1]
POLICIES, BLUEPRINTS = ROOT / "policies", ROOT / "blueprints"
_threads = threading.local()


class ReadOnce(Workbench):
    """As a real one, for folders that no test changes; what a test wrote is read each time."""

    @cached_property
    def layers(self) -> Layers:
        """The layers of its folder."""
        return shipped_layers() if _is(self.assets, BLUEPRINTS) else super().layers

    def policies(self, overlay: Path | None) -> Policies:
        """The questionnaire and controls of its folder, and of an organisation."""
        if overlay is None and _is(self.assets, POLICIES):
            return shipped_policies()
        return super().policies(overlay)

    def checker(self, **given: Any) -> Checker:
        """What judges by its folder; compiled once for all that judge by what ships."""
        settings = super().checker(**given).settings
        known: dict[str, Any] = {}
        if _is(settings.assets, BLUEPRINTS):
            known["layers"] = shipped_layers()
        if settings.overlay is None and _is(settings.assets, POLICIES):
            first = shipped_checker()
            known |= {"policies": first.policies, "rulebook": first.rulebook}
            known |= {"engine": first.engine} if settings.engine == "embedded" else {}
        return Checker(settings, **known)


@cache
def shipped_layers() -> Layers:
    """The layers that ship."""
    return Layers(BLUEPRINTS)


@cache
def shipped_policies() -> Policies:
    """The policies that ship."""
    return load_policies(POLICIES)


def shipped_checker() -> Checker:
    """What judges by all that ships: one for each thread, as an engine may not leave its own."""
    if not hasattr(_threads, "checker"):
        known = {"policies": shipped_policies(), "layers": shipped_layers()}
        bench = Workbench(ROOT, {}, is_terminal=False, ask=dict)
        _threads.checker = Checker(bench.checker().settings, **known)
    found: Checker = _threads.checker
    return found


def _is(assets: Path, shipped: Path) -> bool:
    return (assets / shipped.name).resolve() == shipped
