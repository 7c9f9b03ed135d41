"""The contract before its judges: Spectral with OWASP, Redocly, schemathesis."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from uv import find_uv_bin

from tests.servers import node
from tests.servers.cache import kept
from tests.servers.fixtures import StartService
from tests.servers.rendered import Repository
from tests.yaml_text import parsed

pytestmark = [pytest.mark.interop, pytest.mark.slow]
SOURCE = Path(__file__).parent / "contract"
SPECTRAL = "node_modules/@stoplight/spectral-cli/dist/index.js"
REDOCLY = "node_modules/@redocly/cli/bin/cli.js"
EXAMPLES = "30"
SECONDS = 300


@pytest.fixture(scope="module")
def packages() -> Path:
    """The judges that run on Node, installed."""
    return node.installed("contract", SOURCE)


@pytest.fixture(scope="module")
def schemathesis() -> Path:
    """The program, in an environment of its own: its pytest plugin must not run in ours."""
    requirements = SOURCE / "requirements.txt"

    def install(folder: Path) -> None:
        environment = folder / "venv"
        uv = [find_uv_bin(), "--quiet"]
        subprocess.run([*uv, "venv", "--python", sys.executable, str(environment)], check=True)
        install = [*uv, "pip", "install", "--python", str(environment / "bin" / "python")]
        subprocess.run([*install, "--require-hashes", "-r", str(requirements)], check=True)

    content = requirements.read_bytes() + sys.version.encode()
    return kept("schemathesis", content, install) / "venv" / "bin" / "schemathesis"


def spectral(packages: Path, document: Path) -> list[dict[str, Any]]:
    """Give all that Spectral finds, warnings included."""
    shutil.copy(SOURCE / "spectral.yaml", packages / "spectral.yaml")
    words = [SPECTRAL, "lint", "-r", "spectral.yaml", "-f", "json", "--quiet", str(document)]
    found: list[dict[str, Any]] = json.loads(node.run(words, packages).stdout.strip() or "[]")
    return found


def redocly(packages: Path, document: Path) -> list[dict[str, Any]]:
    """Give all that Redocly finds, warnings included."""
    words = [REDOCLY, "lint", "--extends", "recommended-strict", "--format", "json", str(document)]
    found: list[dict[str, Any]] = json.loads(node.run(words, packages).stdout)["problems"]
    return found


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no judge call home."""
    monkeypatch.setenv("REDOCLY_TELEMETRY", "off")
    monkeypatch.setenv("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")


def test_the_contract_is_valid_openapi(crud: Repository) -> None:
    document = parsed((crud.folder / "openapi.yaml").read_text("utf-8"))

    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_spectral_and_owasp_find_nothing(crud: Repository, packages: Path) -> None:
    assert spectral(packages, crud.folder / "openapi.yaml") == []


def test_redocly_finds_nothing(crud: Repository, packages: Path) -> None:
    assert redocly(packages, crud.folder / "openapi.yaml") == []


@pytest.mark.parametrize("judge", [spectral, redocly])
def test_the_judges_see_what_is_missing(
    judge: Any, crud: Repository, packages: Path, tmp_path: Path
) -> None:
    document = parsed((crud.folder / "openapi.yaml").read_text("utf-8"))
    del document["info"]["license"], document["components"]["securitySchemes"]["bearer"]
    (tmp_path / "openapi.json").write_text(json.dumps(document))

    assert judge(packages, tmp_path / "openapi.json")


@pytest.mark.parametrize(("kind", "seed"), [("sqlite", "1"), ("postgres", "2")])
def test_the_service_keeps_its_contract(
    seed: str, kind: str, start_service: StartService, schemathesis: Path
) -> None:
    service = start_service(kind)
    token = str(service.caller("ada", "acme", "admin").token)
    command = [str(schemathesis), "--config-file", str(SOURCE / "schemathesis.toml"), "run"]
    command += [f"http://127.0.0.1:{service.port}/openapi.json", "--checks", "all"]
    command += ["--seed", seed, "--max-examples", EXAMPLES, "--continue-on-failure", "--no-color"]
    command += ["--header", f"Authorization: Bearer {token}"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)

    assert done.returncode == 0, done.stdout[-5000:]
