"""`microapp check` of what nobody should be given: bounded, no traceback, never a pass."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import commit, edit

MANY = 50_000
AT_MOST_SECONDS = 60
Spoil = Callable[[Path], object]


def found(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str]]:
    """Id and path of every finding in the JSON that was printed."""
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    return {(finding["id"], finding["path"]) for finding in report["findings"]}


def test_50_000_files_100_mb_and_binary_junk_are_findings_in_bounded_time(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd = app / "zzz"
    crowd.mkdir()
    (crowd / "0").write_bytes(os.urandom(100))
    for number in range(1, MANY):
        os.link(crowd / "0", crowd / f"{number}")
    with (app / "large.bin").open("wb") as file:
        file.truncate(100 * 2**20)
    (app / "app/junk.py").write_bytes(bytes(range(256)) * 64)

    began = time.monotonic()
    code = run(["check", str(app), "--json", "--no-cache"], real_bench)

    assert time.monotonic() - began < AT_MOST_SECONDS
    assert code == 1
    told = capsys.readouterr().out
    assert "more than 20,000 files: not all were judged" in told
    assert '"path": "large.bin"' in told
    assert '"path": "app/junk.py"' in told


@pytest.mark.parametrize("in_git", [False, True])
@pytest.mark.parametrize("target", ["../elsewhere", "/etc/passwd", "..", "/proc/self/environ"])
def test_a_link_out_of_the_repository_is_a_finding_and_not_followed(
    app: Path, real_bench: Workbench, target: str, in_git: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("elsewhere").write_text("password = 'Winter2031!'\n")
    (app / "app/link.py").symlink_to(target)
    if in_git:
        commit(app)

    assert run(["check", str(app), "--json"], real_bench) == 1
    assert {path for _, path in found(capsys)} == {"app/link.py"}


def drop(app: Path, key: str) -> None:
    """Take a layer out of the lock."""
    path = app / ".microapp/lock.json"
    lock = json.loads(path.read_text("utf-8"))
    lock[key].pop()
    path.write_text(json.dumps(lock), encoding="utf-8")


def billion() -> str:
    """A document of a thousand characters that stands for a billion values."""
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]\n"]
    for one, next_ in pairwise("abcdefghi"):
        lines.append(f"{next_}: &{next_} [{','.join([f'*{one}'] * 9)}]\n")
    return "".join(lines)


MANIFEST, LOCK = "microapp.yaml", ".microapp/lock.json"
WEAKENED: dict[str, tuple[Spoil, tuple[str, str]]] = {
    "lock edited": (lambda app: drop(app, "layers"), ("MA013", LOCK)),
    "lock of junk": (lambda app: (app / LOCK).write_bytes(b"\xff{["), ("MA013", LOCK)),
    "lock gone": (lambda app: (app / LOCK).unlink(), ("MA013", LOCK)),
    "tier lowered": (
        lambda app: edit(app / MANIFEST, "tier: T1", "tier: T0"),
        ("MA008", MANIFEST),
    ),
    "layer of policies dropped": (
        lambda app: edit(app / MANIFEST, "[base, auth, ", "[base, "),
        ("MA008", MANIFEST),
    ),
    "control loosened": (
        lambda app: edit(app / MANIFEST, "days: {value: ", "days: {value: 9"),
        ("MA007", MANIFEST),
    ),
    "manifest of junk": (
        lambda app: (app / MANIFEST).write_bytes(bytes(range(256))),
        ("MA004", MANIFEST),
    ),
    "manifest empty": (lambda app: (app / MANIFEST).write_bytes(b""), ("MA004", MANIFEST)),
    "manifest endlessly nested": (
        lambda app: (app / MANIFEST).write_bytes(b"[" * 99_999),
        ("MA004", MANIFEST),
    ),
    "manifest of a billion values": (
        lambda app: (app / MANIFEST).write_text(billion()),
        ("MA004", MANIFEST),
    ),
}


@pytest.mark.parametrize("how", WEAKENED)
def test_a_repository_that_says_less_than_it_must_never_passes(
    app: Path, real_bench: Workbench, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    weaken, finding = WEAKENED[how]
    weaken(app)

    began = time.monotonic()
    code = run(["check", str(app), "--json"], real_bench)

    assert code == 1
    assert finding in found(capsys)
    assert time.monotonic() - began < AT_MOST_SECONDS


def empty(folder: Path) -> None:
    """Remove everything in a folder."""
    shutil.rmtree(folder)
    folder.mkdir()


POLICIES: dict[str, tuple[Spoil, str]] = {
    "no policies": (lambda policies: shutil.rmtree(policies), "No such file or directory"),
    "no rules": (
        lambda policies: empty(policies / "rules"),
        "no rules in there, so nothing would be judged",
    ),
    "a layer is missing": (
        lambda policies: shutil.rmtree(policies / "rules/auth"),
        "There are no rules for the policies auth",
    ),
    "a syntax error": (
        lambda policies: edit(policies / "rules/base/owner/owner.rego", "deny contains", "deny ("),
        "rules/base/owner/owner.rego:",
    ),
    "no aggregator": (
        lambda policies: (policies / "main.rego").unlink(),
        "main.rego: No such file",
    ),
}


@pytest.mark.parametrize(("how", "jobs"), [*((how, 1) for how in POLICIES), ("no rules", 2)])
def test_policies_that_cannot_judge_are_one_line_and_no_pass(
    app: Path, real_bench: Workbench, how: str, jobs: int, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, why = POLICIES[how]
    assets = app.parent / "assets"
    shutil.copytree(real_bench.assets / "policies", assets / "policies")
    (assets / "blueprints").symlink_to(real_bench.assets / "blueprints")
    spoil(assets / "policies")
    bench = dataclasses.replace(real_bench, assets=assets)
    other = shutil.copytree(app, "other")

    code = run(["check", str(app), *([str(other)] if jobs > 1 else [])], bench)

    said = capsys.readouterr()
    assert code == 2
    assert why in said.err
    assert "is fine" not in said.out
    assert "Traceback" not in said.err
    assert said.err.count("\n") <= jobs


def test_without_an_engine_nothing_passes(
    app: Path,
    real_bench: Workbench,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    of = {field.name: getattr(real_bench, field.name) for field in dataclasses.fields(Workbench)}
    bench = Workbench(**of)  # one that has no engine from another test
    monkeypatch.setitem(sys.modules, "regorus", None)

    assert run(["check", str(app)], bench) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "No policy engine is installed" in said.err


@pytest.mark.parametrize(
    ("locked", "code", "said"), [("", 2, "is not readable"), ("app", 1, "Permission denied")]
)
def test_what_may_not_be_read_is_no_pass(app: Path, locked: str, code: int, said: str) -> None:
    command = [sys.executable, "-m", "microapp_cli", "check", app.name]
    if os.geteuid() == 0:  # root reads everything, unless it gives that up
        if not shutil.which("setpriv"):
            pytest.skip("root needs setpriv to give up reading everything")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    (app / locked).chmod(0)

    try:
        done = subprocess.run(command, capture_output=True, text=True)
    finally:
        (app / locked).chmod(0o755)

    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
