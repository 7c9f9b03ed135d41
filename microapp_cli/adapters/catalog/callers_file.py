"""The file `apps.yaml` of the proxy to models, read and written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from microapp_cli.adapters import strict_yaml
from microapp_cli.adapters.catalog.entity_files import writing_named
from microapp_cli.adapters.catalog.entity_text import as_yaml
from microapp_cli.core.catalog.callers import HEADER, Entry
from microapp_cli.core.errors import WrongUse


def read(path: Path) -> dict[str, Entry]:
    """The entries of a file by name; none where there is no file yet."""
    try:
        data = strict_yaml.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise WrongUse(f"{path} cannot be read: {error} Repair it, or name another file.") from None
    entries = data.get("apps") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(_is_entry(one) for one in entries):
        raise WrongUse(
            f"{path} is not a list of apps with a name each. Repair it, or name another file."
        )
    return {entry["name"]: entry for entry in entries}


def text(entries: Sequence[Entry]) -> str:
    """The text of the file."""
    return HEADER + as_yaml({"apps": list(entries)})


def write(path: Path, entries: Sequence[Entry]) -> None:
    """Put the file in the place of the one that is there."""
    with writing_named(path) as file:
        file.write(text(entries))


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str)
