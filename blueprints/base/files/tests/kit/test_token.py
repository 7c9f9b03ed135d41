"""Proof that development tokens open this app on this machine, and nothing else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microapp_kit.auth import Authenticator
from microapp_kit.manifest import Manifest
from microapp_kit.settings import Settings
from microapp_kit.token import main


def test_the_token_command_prints_a_token_that_opens_this_app(
    manifest: Manifest,
    settings: Callable[..., Settings],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_manifest(tmp_path)

    code = main(["--sub", "ann", "--org", "acme", "--role", "reader"], {}, tmp_path)

    printed = capsys.readouterr().out
    assert code == 0
    assert printed.count("\n") == 1
    entered = Authenticator(manifest, settings()).authenticate(f"Bearer {printed.strip()}")
    assert asyncio.run(entered).has("reader")


def test_a_token_can_be_of_another_app(
    manifest: Manifest,
    settings: Callable[..., Settings],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_manifest(tmp_path)
    wish = ["--sub", "ann", "--org", "acme", "--role", "reader", "--app", "shift-planner"]

    main(wish, {}, tmp_path)

    bearer = f"Bearer {capsys.readouterr().out.strip()}"
    entered = asyncio.run(Authenticator(manifest, settings()).authenticate(bearer))
    assert (entered.claims["azp"], entered.sub, entered.kind) == ("shift-planner", "ann", "human")


@pytest.mark.parametrize("environment", ["production", "staging", "prod"])
def test_the_token_command_refuses_outside_local(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], environment: str
) -> None:
    wish = ["--sub", "ann", "--org", "acme", "--role", "admin"]

    code = main(wish, {"APP_ENV": environment}, tmp_path)

    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--role", "root"],
        ["--sub", ""],
        ["--org", "a\nb"],
        ["--app", ""],
        ["--ttl", "0"],
        ["--ttl", "1e3"],
    ],
)
def test_the_token_command_refuses_wrong_wishes(tmp_path: Path, wrong: list[str]) -> None:
    wish = ["--sub", "ann", "--org", "acme", "--role", "reader", *wrong]

    with pytest.raises(SystemExit) as stopped:
        main(wish, {}, tmp_path)

    assert stopped.value.code == 2


def test_the_token_command_starts_without_the_web_framework() -> None:
    program = (
        "import sys, microapp_kit.token; print({'fastapi', 'jwt', 'aiohttp'} & set(sys.modules))"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert loaded.stdout.strip() == b"set()"


def write_manifest(folder: Path) -> None:
    """Write the manifest of the app that the fixtures describe."""
    (folder / "microapp.yaml").write_text(
        "{name: leave-helper, title: L, purpose: P, owner: {name: A, email: a@b.c, team: T}, "
        "tier: T1, blueprint: crud, facts: {}, controls: {}}",
        encoding="utf-8",
    )
