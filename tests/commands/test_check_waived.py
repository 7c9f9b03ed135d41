"""A finding that an exception waives: no format hides it, and none calls it open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import EXCEPTION

PLACE = "app/ask.py"
REASON = "The proxy does not offer this model before December"
FILES = ("json", "sarif", "junit", "github", "markdown")


@pytest.fixture
def told(app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What each of the six formats says of a repository with one waived finding."""
    (app / PLACE).write_text('"""Asks."""\n\nfrom openai import OpenAI as OpenAI\n')
    with (app / "microapp.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(EXCEPTION)

    code = run(["check", str(app), *(f"--format={name}={name}.out" for name in FILES)], real_bench)

    assert code == 0
    files = {name: Path(f"{name}.out").read_text("utf-8") for name in FILES}
    return {"table": capsys.readouterr().out, **files}


def test_a_waived_finding_is_in_all_six_formats_and_open_in_none(told: dict[str, str]) -> None:
    (waived,) = json.loads(told["json"])["reports"][0]["findings"]
    (result,) = json.loads(told["sarif"])["runs"][0]["results"]
    suite = Xml.fromstring(told["junit"])  # noqa: S314

    assert (waived["id"], waived["path"], waived["state"]) == ("MA031", PLACE, "waived")
    assert [one["status"] for one in suppressions(result)] == ["accepted"]
    assert REASON in suppressions(result)[0]["justification"]
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
    skipped = [str(one.get("message")) for one in suite.iter("skipped")]
    assert [text for text in skipped if REASON in text]
    assert "::error" not in told["github"]
    assert "1 waived" in told["github"]
    for name in ("table", "markdown", "junit"):
        assert "MA031" in told[name], name
        assert "2026-11-30" in told[name], name


def suppressions(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Why a result of SARIF does not count."""
    return list(result["suppressions"])
