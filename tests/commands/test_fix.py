"""`microapp fix`: what can be repaired safely is, and nothing else is touched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import commit, edit, git
from tests.houses import tree

YOURS = ("README.md", "app/__main__.py", "openapi.yaml", "pyproject.toml", "uv.lock")
MANIFEST = "microapp.yaml"


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def forge(app: Path) -> None:
    """Change a platform file, and have the lock agree with it."""
    import hashlib

    target = app / "microapp_kit/redaction.py"
    old = hashlib.sha256(target.read_bytes()).hexdigest()
    append(target, "\n")
    edit(app / ".microapp/lock.json", old, hashlib.sha256(target.read_bytes()).hexdigest())


BREAKAGES: Mapping[str, Callable[[Path], object]] = {
    "a changed platform file": lambda app: append(app / "ops/prometheus/alerts.yml", "# mine\n"),
    "a missing platform file": lambda app: (app / "SECURITY.md").unlink(),
    "a changed template": lambda app: (
        edit(app / "CODEOWNERS", "@", "#@")
        if "@" in (app / "CODEOWNERS").read_text()
        else append(app / "CODEOWNERS", "x\n")
    ),
    "a platform file and a lock that agree": forge,
    "a lock without a file": lambda app: edit(
        app / ".microapp/lock.json", '"microapp_kit/', '"microapp_kat/'
    ),
    "no lock": lambda app: (app / ".microapp/lock.json").unlink(),
    "a lock that is no JSON": lambda app: append(app / ".microapp/lock.json", "}"),
    "a changed schema": lambda app: edit(
        app / ".microapp/manifest.schema.json", '"minLength": 1', '"minLength": 0'
    ),
    "a stale connector": lambda app: append(app / "connectors/postman.json", " "),
    "a missing connector": lambda app: (app / "connectors/zapier/package.json").unlink(),
    "a lower tier": lambda app: edit(app / MANIFEST, "tier: T1", "tier: T0"),
    "a dropped policy": lambda app: edit(app / MANIFEST, "policies: [base, ", "policies: ["),
    "a better fact": lambda app: edit(
        app / MANIFEST, "audience: company\n  network", "audience: self\n  network"
    ),
    "a looser control": lambda app: edit(app / MANIFEST, "days: {value: ", "days: {value: 9"),
    "unformatted code": lambda app: append(app / "app/__main__.py", "\n\nX  =  1\n"),
}


@pytest.mark.parametrize("broken", BREAKAGES)
def test_what_was_broken_is_repaired_and_the_check_is_green(
    app: Path, real_bench: Workbench, broken: str
) -> None:
    BREAKAGES[broken](app)
    assert run(["check", str(app)], real_bench) == 1

    assert run(["fix", str(app), "--allow-dirty"], real_bench) == 0

    assert run(["check", str(app)], real_bench) == 0


def test_everything_at_once_is_repaired_and_a_second_fix_changes_nothing(
    app: Path, fresh_app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = tree(fresh_app)
    for name, break_it in BREAKAGES.items():
        if "lock" not in name and "code" not in name:
            break_it(app)

    assert run(["fix", str(app), "--allow-dirty"], real_bench) == 0

    after = tree(app)
    assert {path for path in whole if whole[path] != after.get(path)} <= {MANIFEST}
    capsys.readouterr()
    assert run(["fix", str(app)], real_bench) == 0
    assert "nothing that can be repaired safely" in capsys.readouterr().out
    assert tree(app) == after


def test_files_of_yours_stay_byte_by_byte(
    app: Path, fresh_app: Path, real_bench: Workbench
) -> None:
    append(app / "ops/README.md", "x\n")
    append(app / "README.md", "My own   words.\n")
    mine = {path: (app / path).read_bytes() for path in YOURS}

    run(["fix", str(app), "--allow-dirty"], real_bench)

    assert {path: (app / path).read_bytes() for path in YOURS} == mine
    assert (app / "ops/README.md").read_bytes() == (fresh_app / "ops/README.md").read_bytes()


def test_a_fresh_repository_needs_no_repair(app: Path, real_bench: Workbench) -> None:
    before = tree(app)

    assert run(["fix", str(app), "--dry-run"], real_bench) == 0
    assert run(["fix", str(app)], real_bench) == 0
    assert tree(app) == before


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    BREAKAGES["a lower tier"](app)
    BREAKAGES["a missing platform file"](app)
    before = tree(app)

    code = run(["fix", str(app), "--dry-run"], real_bench)

    said = capsys.readouterr().out
    assert code == 1
    assert "2 files would be repaired" in said
    assert "tier: T0 → T1" in said
    assert "SECURITY.md: it was missing" in said
    assert tree(app) == before


def test_what_git_has_no_copy_of_is_not_replaced(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(app)
    BREAKAGES["a changed platform file"](app)
    before = tree(app)

    assert run(["fix", str(app)], real_bench) == 2
    assert "ops/prometheus/alerts.yml" in capsys.readouterr().err
    assert {k: v for k, v in tree(app).items() if ".git/" not in k} == {
        k: v for k, v in before.items() if ".git/" not in k
    }

    commit(app)
    assert run(["fix", str(app)], real_bench) == 0
    assert git(app, "diff", "--name-only").split() == ["ops/prometheus/alerts.yml"]


def test_the_manifest_is_only_tightened_and_keeps_its_comments(
    app: Path, real_bench: Workbench
) -> None:
    BREAKAGES["a lower tier"](app)
    append(app / MANIFEST, "# ours: ask Ann\n")
    edit(app / MANIFEST, "policies: [base, ", "policies: [base, finance, ")

    run(["fix", str(app), "--allow-dirty"], real_bench)

    text = (app / MANIFEST).read_text("utf-8")
    assert text.endswith("# ours: ask Ann\n")
    assert yaml.safe_load(text)["tier"] == "T1"
    assert "finance" in yaml.safe_load(text)["policies"]


def test_a_stricter_control_stays(app: Path, real_bench: Workbench) -> None:
    edit(app / MANIFEST, "tier: T1", "tier: T2")
    before = (app / MANIFEST).read_bytes()

    run(["fix", str(app), "--allow-dirty"], real_bench)

    assert (app / MANIFEST).read_bytes() == before


def test_what_only_a_person_can_mend_is_said_and_nothing_is_written(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(app / MANIFEST, "blueprint: crud", "blueprint: [crud")
    (app / "SECURITY.md").unlink()

    assert run(["fix", str(app), "--allow-dirty"], real_bench) == 2
    assert "microapp.yaml:" in capsys.readouterr().err
    assert not (app / "SECURITY.md").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"openapi: [", "openapi.yaml: line 2:"),
        (b"\xff\xfe\x00", "openapi.yaml: not UTF-8 text"),
        (b"x: 1\nx: 2\n", "'x' is given twice"),
        (b"", "no OpenAPI document"),
        (None, "openapi.yaml is not there"),
    ],
)
def test_a_contract_that_only_a_person_can_mend_is_said_in_a_dry_run_too(
    app: Path,
    real_bench: Workbench,
    content: bytes | None,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (app / "openapi.yaml").unlink()
    if content is not None:
        (app / "openapi.yaml").write_bytes(content)

    assert run(["fix", str(app), "--dry-run"], real_bench) == 1

    told = capsys.readouterr().out
    assert "left for you: The connectors stay as they are: " in told
    assert said in told


def test_a_changed_platform_file_is_never_blessed_by_another_version_of_the_layers(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = json.loads((app / ".microapp/lock.json").read_text("utf-8"))
    lock["layers"][0]["version"] = "9.9.9"
    (app / ".microapp/lock.json").write_text(json.dumps(lock), encoding="utf-8")
    BREAKAGES["a changed platform file"](app)

    assert run(["fix", str(app), "--allow-dirty"], real_bench) == 1

    said = capsys.readouterr().out
    assert "left for you: Platform files stay as they are" in said
    assert json.loads((app / ".microapp/lock.json").read_text("utf-8")) == lock


def test_nothing_is_written_through_a_link_out_of_the_repository(
    app: Path, tmp_path: Path, real_bench: Workbench
) -> None:
    outside = tmp_path / "outside"
    (app / "ops").rename(outside)
    (app / "ops").symlink_to(outside)
    append(outside / "README.md", "mine\n")
    before = tree(outside)

    assert run(["fix", str(app), "--allow-dirty"], real_bench) == 2
    assert tree(outside) == before


def test_json_lists_every_repair(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    BREAKAGES["a missing platform file"](app)

    run(["fix", str(app), "--dry-run", "--json"], real_bench)

    assert json.loads(capsys.readouterr().out) == {
        "name": "leave-helper",
        "dry_run": True,
        "repairs": [{"path": "SECURITY.md", "why": "it was missing", "details": []}],
        "left": [],
    }


@pytest.mark.slow
def test_a_kill_at_any_write_leaves_every_file_old_or_new(app: Path, tmp_path: Path) -> None:
    for name in ("a changed platform file", "a missing platform file", "unformatted code"):
        BREAKAGES[name](app)
    program = Path(__file__).with_name("fix_killed_at_every_write.py")
    old = tree(app)

    done = subprocess.run(
        [sys.executable, str(program), str(app), str(tmp_path / "runs")],
        capture_output=True,
        text=True,
        check=True,
    )

    *killed, last = [json.loads(line) for line in done.stdout.splitlines() if line[0] == "{"]
    new = last["files"]
    assert last["status"] == 3
    assert len({path for path in new if new[path] != old.get(path)}) == 3
    assert len(killed) >= 9
    for state in killed:
        drafts = {path for path in state["files"] if Path(path).name.startswith(".microapp-")}
        rest = {path: text for path, text in state["files"].items() if path not in drafts}
        assert len(drafts) <= 1
        assert all(text in (old.get(path), new[path]) for path, text in rest.items())
        assert set(old) <= set(rest)
