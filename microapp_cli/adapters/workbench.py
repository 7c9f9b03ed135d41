"""All that a command works with: built once by main.py, and loaded only when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from microapp_cli.adapters.checker import Checker
    from microapp_cli.adapters.layers import Layers
    from microapp_cli.core.policies import Policies


@dataclass(frozen=True)
class Workbench:
    """The world, as far as a command may touch it."""

    assets: Path
    environ: Mapping[str, str]
    is_terminal: bool
    ask: Callable[..., dict[str, Any]]

    @cached_property
    def layers(self) -> Layers:
        """The layers that this microapp ships."""
        from microapp_cli.adapters.layers import Layers

        return Layers(self.assets / "blueprints")

    def policies(self, overlay: Path | None) -> Policies:
        """The questionnaire and controls, tightened by an organisation's own folder."""
        from microapp_cli.adapters.policy_files import load_policies

        return load_policies(self.assets / "policies", overlay)

    def checker(self, **given: Any) -> Checker:
        """What judges repositories; `Settings` says what may be given, all of it plain values."""
        from microapp_cli.adapters.checker import Checker, Settings

        known: dict[str, Any] = {
            "assets": self.assets,
            "today": self.today(),
            "environ": dict(self.environ),
        }
        return Checker(Settings(**(known | given)))

    def today(self) -> date:
        """The day a new repository is made on."""
        from microapp_cli.adapters.clock import today

        return today(self.environ)
