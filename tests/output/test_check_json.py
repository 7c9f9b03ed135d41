"""The JSON of a check, which programs rely on."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from microapp_cli.core.checked import Checked, Unjudged
from microapp_cli.core.fingerprints import with_known
from microapp_cli.output.check_json import as_json
from microapp_cli.output.check_schema import schema
from tests.output.reports import EVERYTHING, HARMFUL, checked, finding, report

LOST = checked(unjudged=(Unjudged("x", "no such folder"),))


@pytest.mark.parametrize("shown", [EVERYTHING, HARMFUL, LOST, checked(report())])
def test_it_is_what_its_schema_says(shown: Checked) -> None:
    data = json.loads(as_json(shown))

    assert [str(error) for error in jsonschema_rs.validator_for(schema()).iter_errors(data)] == []


def test_every_control_is_told_with_its_proof() -> None:
    (told,) = json.loads(as_json(EVERYTHING))["reports"]

    assert [(e["control"], e["state"], e["proof"]) for e in told["evidence"]] == [
        ("identity.owner", "held", ["MA001"]),
        ("pii.dpia", "not_held", ["docs/dpia.md"]),
    ]
    assert told["counts"] == {"errors": 1, "warnings": 1, "waived": 1, "known": 1}
    assert told["passes"] is False


def test_it_is_utf8_whatever_a_repository_holds() -> None:
    assert "a\nb" in json.loads(as_json(HARMFUL).encode("utf-8"))["reports"][0]["name"]


def test_a_fingerprint_stays_when_lines_move_and_tells_two_equal_findings_apart() -> None:
    def marks(*lines: int) -> list[str]:
        shown = checked(report(*[finding(line=line) for line in lines]))
        return [f["fingerprint"] for f in json.loads(as_json(shown))["reports"][0]["findings"]]

    assert marks(5, 9) == marks(105, 109)
    assert len(set(marks(5, 9))) == 2


def test_a_finding_of_the_base_is_known_and_one_more_of_its_kind_is_not() -> None:
    now = with_known([finding(line=9), finding(line=12)], before=[finding(line=5)])

    assert [found.known for found in now] == [True, False]


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        (checked(report()), 0),
        (checked(report(finding())), 1),
        (checked(report(finding(waived="x"))), 0),
        (checked(report(finding(severity="warning"))), 0),
        (checked(report(finding(severity="warning")), fail_on="warning"), 1),
        (checked(report(finding()), unjudged=LOST.unjudged), 2),
        (checked(), 2),
    ],
)
def test_the_worst_gives_the_exit_code(shown: Checked, code: int) -> None:
    assert shown.exit_code == code
