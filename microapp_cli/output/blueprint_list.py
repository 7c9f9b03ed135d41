"""Shows which blueprints there are, and what one of them brings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from microapp_cli.core.blueprints import Layer
from microapp_cli.core.plan import Plan
from microapp_cli.output.tree import tree


def as_rows(layers: Iterable[Layer]) -> str:
    """One blueprint a line: its name, version and title."""
    rows = [(layer.name, layer.version, layer.title) for layer in layers]
    widths = [max(len(row[column]) for row in rows) + 2 for column in (0, 1)]
    return "\n".join(
        f"{name:<{widths[0]}}{version:<{widths[1]}}{title}" for name, version, title in rows
    )


def as_page(layer: Layer, plan: Plan) -> str:
    """All about one blueprint: what it is for, what it depends on, and its files."""
    dependencies = "\n".join(f"  {dependency}" for dependency in plan.dependencies)
    return (
        f"{layer.name} {layer.version}: {layer.title}\n{layer.description}\n\n"
        f"Depends on:\n{dependencies}\n\n{tree('.', plan.owners)}"
    )


def as_data(layer: Layer, plan: Plan) -> dict[str, Any]:
    """All about one blueprint, for a program."""
    return {
        **row_data(layer),
        "dependencies": list(plan.dependencies),
        "files": [{"path": path, "class": owner} for path, owner in plan.owners.items()],
    }


def row_data(layer: Layer) -> dict[str, str]:
    """One blueprint, for a program."""
    return {
        "name": layer.name,
        "version": layer.version,
        "title": layer.title,
        "description": layer.description,
    }
