"""The proxy's contract before Spectral with OWASP, and Redocly."""

from __future__ import annotations

import pytest

from tests.houses import ROOT
from tests.interop.test_contract_quality import SOURCE, redocly, spectral
from tests.servers import node

pytestmark = [pytest.mark.interop, pytest.mark.slow]
DOCUMENT = ROOT / "blueprints/llm_proxy/files/openapi.yaml"


def test_spectral_and_redocly_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDOCLY_TELEMETRY", "off")
    monkeypatch.setenv("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
    packages = node.installed("contract", SOURCE)

    assert spectral(packages, DOCUMENT) == []
    assert redocly(packages, DOCUMENT) == []
