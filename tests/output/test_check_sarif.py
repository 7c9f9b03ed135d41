"""The SARIF of a check, held against the standard's own schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest

from microapp_cli.core.checked import Checked, Unjudged
from microapp_cli.output.check_sarif import as_sarif, as_uri
from tests.output.reports import EVERYTHING, HARMFUL, checked, finding, report

TEXT = (Path(__file__).parent / "sarif/sarif-2.1.0-rtm.5.json").read_text("utf-8")
# A stray bracket makes this pattern of the standard no regular expression for a strict reader.
SCHEMA = json.loads(TEXT.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$"))
LOST = checked(report(), unjudged=(Unjudged("x", "no such folder"),))


def run_of(shown: Checked) -> dict[str, Any]:
    """The only run of a log."""
    (run,) = json.loads(as_sarif(shown))["runs"]
    return dict(run)


@pytest.mark.parametrize("shown", [EVERYTHING, HARMFUL, LOST, checked(report())])
def test_it_is_what_the_standard_demands(shown: Checked) -> None:
    log = json.loads(as_sarif(shown).encode("utf-8"))

    validator = jsonschema_rs.Draft4Validator(SCHEMA, validate_formats=True)
    assert [str(error) for error in validator.iter_errors(log)] == []


def test_a_result_has_its_rule_its_place_and_its_level() -> None:
    run = run_of(EVERYTHING)

    result = run["results"][0]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (result["ruleId"], rule["id"], result["level"]) == ("MA001", "MA001", "error")
    assert rule["help"]["text"].startswith("Alerts and audits would go to nobody.")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "microapp.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 5, "startColumn": 3},
    }


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    waived = [r for r in run_of(EVERYTHING)["results"] if r["ruleId"] == "MA072"]

    assert [result["suppressions"] for result in waived] == [
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "until 2027-01-01: moved next month",
            }
        ]
    ]


def test_with_a_base_a_result_is_new_or_unchanged() -> None:
    states = {r["ruleId"]: r["baselineState"] for r in run_of(EVERYTHING)["results"]}

    assert states["MA080"] == "unchanged"
    assert states["MA001"] == "new"


def test_the_fingerprint_stays_when_lines_move() -> None:
    here, there = (run_of(checked(report(finding(line=line))))["results"][0] for line in (5, 500))

    assert here["partialFingerprints"] == there["partialFingerprints"]
    assert here["locations"] != there["locations"]


@pytest.mark.parametrize("path", ["a b.py", "Ünï/漢.py", "javascript:x", "50%.txt", "a?b#c"])
def test_any_path_is_a_relative_uri_and_comes_back(path: str) -> None:
    uri = as_uri(path)

    assert uri.isascii()
    assert not set(uri) & set(" :?#")
    assert unquote(uri) == path


def test_a_path_is_named_from_where_the_check_was_called() -> None:
    run = run_of(checked(report(finding(path="a b.py"), folder="apps/leave")))

    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "apps/leave/a%20b.py"


def test_a_message_holds_neither_a_placeholder_nor_a_link() -> None:
    text = next(r for r in run_of(HARMFUL)["results"] if "evil" in r["message"]["text"])

    assert "{{0}}" in text["message"]["text"]
    assert "[c](" not in text["message"]["text"].replace("\\](", "")


def test_what_could_not_be_judged_is_a_run_that_failed() -> None:
    failed = json.loads(as_sarif(LOST))["runs"][1]

    assert failed["invocations"][0]["executionSuccessful"] is False
    assert "results" not in failed


def test_each_repository_has_a_run_with_an_id_of_its_own() -> None:
    log = json.loads(as_sarif(checked(report(name="one"), report(name="two"))))

    assert [run["automationDetails"]["id"] for run in log["runs"]] == [
        "microapp/one/",
        "microapp/two/",
    ]
