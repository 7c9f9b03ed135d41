"""What people do to files of a repository: one small change each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from microapp_cli.adapters import contract_files, openapi_text, strict_yaml
from microapp_cli.adapters.catalog import entity_text
from microapp_cli.adapters.contract_files import CONNECTORS, CONTRACT
from microapp_cli.core.contract.connectors import derive_all
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.plan import CATALOG_INFO, MANIFEST

Change = Callable[[Path], None]


def swap(path: str, before: str, after: str) -> Change:
    """Replace the first place at which a text stands."""

    def change(app: Path) -> None:
        head, found, tail = text_of(app, path).partition(before)
        assert found, f"{path} does not hold {before!r}"
        put(app, path, head + after + tail)

    return change


def swap_last(path: str, before: str, after: str) -> Change:
    """Replace the last place at which a text stands."""

    def change(app: Path) -> None:
        head, found, tail = text_of(app, path).rpartition(before)
        assert found, f"{path} does not hold {before!r}"
        put(app, path, head + after + tail)

    return change


def add(path: str, text: str) -> Change:
    """Add a file, or text at the end of one that is there."""

    def change(app: Path) -> None:
        before = text_of(app, path) if (app / path).exists() else ""
        put(app, path, before + text)

    return change


def replace(path: str, content: bytes) -> Change:
    """Another content in the place of a file's."""

    def change(app: Path) -> None:
        assert (app / path).exists(), f"there is no {path}"
        (app / path).unlink()
        (app / path).write_bytes(content)

    return change


def remove(path: str) -> Change:
    """Delete a file."""

    def change(app: Path) -> None:
        (app / path).unlink()

    return change


def without(path: str, start: str) -> Change:
    """Take out a line of YAML with all that stands below it."""

    def change(app: Path) -> None:
        lines = text_of(app, path).splitlines(keepends=True)
        first = next((n for n, line in enumerate(lines) if line.startswith(start)), -1)
        assert first >= 0, f"{path} has no line that starts with {start!r}"
        depth = len(start) - len(start.lstrip())
        last = next(
            (n for n in range(first + 1, len(lines)) if _depth(lines[n]) <= depth), len(lines)
        )
        put(app, path, "".join(lines[:first] + lines[last:]))

    return change


def within(path: str, start: str, *changes: Change) -> Change:
    """Make changes in the part of a file that begins with this text, as if it were alone."""

    def change(app: Path) -> None:
        head, found, tail = text_of(app, path).partition(start)
        assert found, f"{path} does not hold {start!r}"
        put(app, path, found + tail)
        for one in changes:
            one(app)
        put(app, path, head + text_of(app, path))

    return change


def derived_again(app: Path) -> None:
    """What `microapp fix` makes of the contract and of the manifest, and nothing else."""
    content = (app / CONTRACT).read_bytes()
    contract = Contract.parse(openapi_text.parse(content, CONTRACT))
    made = contract_files.contents(derive_all(contract, contract_files.stamp_of(content)))
    for path, text in made.items():
        put(app, f"{CONNECTORS}/{path}", text.decode("utf-8"))
    told: Any = strict_yaml.parse(text_of(app, MANIFEST))
    put(app, CATALOG_INFO, entity_text.of_manifest(told))


def text_of(app: Path, path: str) -> str:
    """The text of a file of the app."""
    return (app / path).read_text("utf-8")


def put(app: Path, path: str, text: str) -> None:
    """Write a file anew; other apps may share the old one."""
    place = app / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.write_text(text, encoding="utf-8")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
