"""The proxy's contract before Spectral with OWASP, Redocly, and schemathesis."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.houses import ROOT
from tests.interop.test_contract_quality import SECONDS, SOURCE, redocly, spectral
from tests.interop.test_contract_quality import schemathesis as schemathesis
from tests.servers import node
from tests.servers.llm import EMBED, local, made, running_proxy
from tests.servers.sqlite_vec import with_vec

pytestmark = [pytest.mark.interop, pytest.mark.slow]
DOCUMENT = ROOT / "blueprints/llm_proxy/files/openapi.yaml"
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance", "negative_data_rejection"),
)
"""All but that whatever fits is taken: variables of a prompt or a full budget are in no schema."""


def test_spectral_and_redocly_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDOCLY_TELEMETRY", "off")
    monkeypatch.setenv("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
    packages = node.installed("contract", SOURCE)

    assert spectral(packages, DOCUMENT) == []
    assert redocly(packages, DOCUMENT) == []


def test_the_proxy_refuses_what_its_contract_forbids_and_answers_as_it_says(
    tmp_path: Path, schemathesis: Path
) -> None:
    with (
        with_vec(),
        running_proxy(made(tmp_path / "app"), [local("small"), EMBED], LLM_VECTORS="on") as proxy,
    ):
        command = [str(schemathesis), "run", f"{proxy.url}/openapi.json"]
        command += ["--checks", ",".join(CHECKS), "--seed", "3", "--max-examples", "10"]
        command += ["--continue-on-failure", "--no-color"]
        command += ["--header", f"Authorization: Bearer {proxy.token(role='admin')}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)

    assert done.returncode == 0, done.stdout[-5000:]
