"""What people do to files of a repository: one small change each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from microapp_cli.adapters import fixes
from microapp_cli.adapters.facts import tree
from tests.houses import house

Change = Callable[[Path], None]
MANIFEST, CONTRACT = "microapp.yaml", "openapi.yaml"


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
    """What `microapp fix` makes of the contract and the manifest, and nothing else."""
    bench = house()
    repairs = fixes.plan(tree.read(app), bench.policies(None), bench.layers).repairs
    for repair in repairs:
        if repair.why.startswith("derived"):
            put(app, repair.path, repair.content.decode("utf-8"))


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
