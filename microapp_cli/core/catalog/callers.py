"""The apps of the catalog as the proxy to models lists them: `apps.yaml`, each active or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.catalog.app import App

STOPPED = ("retired", "quarantined")
"""The stages in which an app may not ask a model."""
PROXY = "llm-proxy"
HEADER = (
    "# yaml-language-server: $schema=microapp_llm/file_schemas/apps.schema.json\n"
    "# The apps that may ask a model. Made from the catalog by: microapp catalog apps\n"
)

Entry = dict[str, Any]


@dataclass(frozen=True)
class Callers:
    """The entries of the file, and the apps that stood in it and are not in the catalog."""

    entries: list[Entry]
    unknown: list[str]

    @property
    def active(self) -> int:
        """How many of them may ask."""
        return sum(entry["active"] for entry in self.entries)


def callers(
    apps: Iterable[App], before: Mapping[str, Entry], *, only_active: bool = False
) -> Callers:
    """The apps by name; what `before` says of one besides, such as its budget, stays."""
    entries, known = [], set()
    for app in apps:
        known.add(app.name)
        active = app.stage not in STOPPED
        if app.blueprint == PROXY or (only_active and not active):
            continue
        more = {k: v for k, v in before.get(app.name, {}).items() if k not in ("name", "active")}
        entries.append({"name": app.name, "active": active, **more})
    return Callers(entries, sorted(before.keys() - known))
