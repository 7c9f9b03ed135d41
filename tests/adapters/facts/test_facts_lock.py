"""Platform files against the lock, and against the layers when somebody edits the lock too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.facts.made import edit, read

LOCK = ".microapp/lock.json"
KIT = "microapp_kit/auth.py"


def states(folder: Path) -> dict[str, str]:
    return {entry["path"]: entry["state"] for entry in read(folder)["platform"]}


def change_lock(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    change(lock)
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")


def relock(folder: Path, path: str) -> None:
    """Write the file's new hash into the lock, as somebody with something to hide would."""
    digest = hashlib.sha256((folder / path).read_bytes()).hexdigest()
    change_lock(folder, lambda lock: lock["files"][path].update(sha256=digest))


def test_a_changed_platform_file_is_told(app: Path) -> None:
    (app / KIT).write_text("# open to all\n")

    assert states(app) == {KIT: "changed"}


def test_a_changed_platform_file_with_an_edited_lock_is_forged(app: Path) -> None:
    (app / KIT).write_text("# open to all\n")
    relock(app, KIT)

    assert states(app) == {KIT: "forged"}


@pytest.mark.parametrize("path", ["CODEOWNERS", "SECURITY.md"])
def test_the_fixed_text_of_a_template_cannot_be_forged(app: Path, path: str) -> None:
    (app / path).write_text("nothing\n")
    relock(app, path)

    assert states(app) == {path: "forged"}


def test_a_missing_platform_file_is_told(app: Path) -> None:
    (app / KIT).unlink()

    assert states(app) == {KIT: "missing"}


def test_a_platform_file_that_left_the_lock_too_is_still_missed(app: Path) -> None:
    (app / KIT).unlink()
    change_lock(app, lambda lock: lock["files"].pop(KIT))

    assert states(app) == {KIT: "missing"}


def test_a_platform_file_that_is_a_link_is_changed(app: Path) -> None:
    (app / KIT).rename(app.parent / "auth.py")
    (app / KIT).symlink_to(app.parent / "auth.py")

    assert states(app) == {KIT: "changed"}


@pytest.mark.parametrize("path", ["microapp_kit/jwt.py", "tests/kit/conftest_more.py", "ops/x.yml"])
def test_a_file_among_the_platforms_is_told(app: Path, path: str) -> None:
    (app / path).write_text("x\n")

    assert states(app) == {path: "added"}


def test_a_changed_file_of_yours_is_nobodys_business(app: Path) -> None:
    edit(app, "README.md", "#", "# My")
    (app / "app" / "more.py").write_text('"""More."""\n')

    found = read(app)

    owners = {entry["path"]: entry["class"] for entry in found["files"]}
    assert found["platform"] == []
    assert (owners["README.md"], owners["app/more.py"], owners[KIT]) == (
        *("yours", "yours", "platform"),
    )


def test_a_class_edited_in_the_lock_changes_nothing(app: Path) -> None:
    (app / KIT).write_text("# open to all\n")
    change_lock(app, lambda lock: lock["files"][KIT].update({"class": "yours"}))

    found = read(app)

    assert states(app) == {KIT: "changed"}
    assert "gives microapp_kit/auth.py another class" in found["lock_problems"][0]["message"]


def test_a_layer_that_left_the_lock_is_missed(app: Path) -> None:
    change_lock(app, lambda lock: lock.update(layers=lock["layers"][:1]))

    messages = [entry["message"] for entry in read(app)["lock_problems"]]

    assert any("names nothing as blueprint" in message for message in messages)


def test_a_version_of_a_layer_that_never_shipped_is_told(app: Path) -> None:
    (app / KIT).write_text("# open to all\n")
    relock(app, KIT)
    change_lock(app, lambda lock: lock["layers"][0].update(version="9.9.9"))

    found = read(app)

    assert found["lock_verified"] is False
    assert "names version 9.9.9 of base" in found["lock_problems"][0]["message"]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"5", b'{"files": NaN}', b'{"a": 1, "a": 2}', b"\xff"),
        *(b"[" * 100_000, b'{"files": ' * 50_000, b"9" * 10_000, b'{"a": "\\ud800"}'),
    ],
)
def test_a_lock_that_cannot_be_read_is_told_and_the_layers_speak(app: Path, content: bytes) -> None:
    (app / LOCK).write_bytes(content)
    (app / KIT).write_text("# open to all\n")

    found = read(app)

    assert found["lock"] is None
    assert LOCK in {entry["path"] for entry in found["unreadable"]}
    assert states(app)[KIT] == "forged"


@pytest.mark.parametrize("value", [None, 5, [], {}, "x", [[]], {"a": 5}])
@pytest.mark.parametrize("key", ["layers", "files", "answers", "microapp"])
def test_junk_in_the_lock_stops_nothing(app: Path, key: str, value: object) -> None:
    change_lock(app, lambda lock: lock.update({key: value}))

    assert read(app)["lock"][key] == value
