"""Entities of another catalog, brought in as a person does."""

from __future__ import annotations

from typing import Any

from tests.commands.catalog_cli import Catalog, Said

EVE = "eve@acme.example"
COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  description: Shows everybody who is away, and until when.
  labels: {{microapp.dev/tier: {tier}}}
  annotations: {{microapp.dev/owner: {owner}}}
spec: {{type: service, lifecycle: {lifecycle}, owner: people}}
"""


def component(
    name: str = "their-app", tier: str = "T1", owner: str = EVE, lifecycle: str = "production"
) -> str:
    """An entity of another catalog."""
    return "---\n" + COMPONENT.format(name=name, tier=tier, owner=owner, lifecycle=lifecycle)


def imported(catalog: Catalog, text: str, *words: str, **given: Any) -> Said:
    """What importing these entities comes to."""
    file = catalog.file.parent / "entities.yaml"
    file.write_text(text, "utf-8")
    return catalog("catalog", "import", str(file), *words, **given)
