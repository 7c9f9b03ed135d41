"""The manifest as facts: what it says and where, what is wrong in it, what it weakens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.adapters.facts.made import KEYS, edit, read


def problems(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [(entry["pointer"], entry["line"]) for entry in found["manifest_problems"]]


def line_of(folder: Path, text: str) -> int:
    lines = (folder / "microapp.yaml").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_fresh_repository_has_every_fact_and_no_complaint(original: Path) -> None:
    found = read(original)

    assert set(found) >= KEYS
    for key in ("manifest_problems", "weakened", "lock_problems", "platform", "unreadable", "lint"):
        assert found[key] == [], key
    assert found["lock_verified"] is True
    assert found["layers"] == ["auth", "base", "contract", "deploy", "secrets", "supply_chain"]
    assert found["demanded"]["tier"] == found["manifest"]["tier"] == "T1"
    assert found["documents"]["README.md"]["words"] > 100


def test_every_key_has_its_line(original: Path) -> None:
    found = read(original)

    assert found["lines"]["/owner/email"] == line_of(original, "email: ann@")
    assert found["lines"]["/controls/auth/roles/value/1"] == line_of(original, "roles: ")


def test_a_control_that_was_weakened_by_hand_is_told(app: Path) -> None:
    edit(
        app,
        "microapp.yaml",
        "service_token_ttl_s: {value: 1800",
        "service_token_ttl_s: {value: 86400",
    )
    edit(app, "microapp.yaml", "store_pii: {value: false", "store_pii: {value: true")
    edit(app, "microapp.yaml", "scan: {value: ci_block", "scan: {value: off")

    weakened = {entry["control"]: entry for entry in read(app)["weakened"]}

    assert set(weakened) == {"auth.service_token_ttl_s", "pii.store_pii", "secrets.scan"}
    assert weakened["auth.service_token_ttl_s"] == {
        "control": "auth.service_token_ttl_s",
        "value": 86400,
        "demanded": 1800,
        "line": line_of(app, "service_token_ttl_s"),
    }


def test_a_control_that_was_removed_is_told_at_its_group(app: Path) -> None:
    edit(app, "microapp.yaml", "    scan: {value: ci_block", "    scam: {value: ci_block")

    (weak,) = read(app)["weakened"]

    assert (weak["control"], weak["value"]) == ("secrets.scan", None)
    assert weak["line"] == line_of(app, "  secrets:")


def test_a_stricter_control_is_no_weakening(app: Path) -> None:
    edit(
        app, "microapp.yaml", "service_token_ttl_s: {value: 1800", "service_token_ttl_s: {value: 60"
    )

    assert read(app)["weakened"] == []


def test_a_layer_that_was_dropped_by_hand_judges_all_the_same(app: Path) -> None:
    edit(app, "microapp.yaml", "policies: [base, auth, secrets, ", "policies: [")

    found = read(app)

    assert {"base", "auth", "secrets"} <= set(found["layers"])
    assert "auth" not in found["manifest"]["policies"]


def test_worse_answers_demand_more_than_the_manifest_states(app: Path) -> None:
    edit(app, "microapp.yaml", "data: internal", "data: personal")

    found = read(app)

    assert "pii" in found["layers"]
    assert found["demanded"]["facts"]["pii"] is True
    assert found["weakened"]


def test_answers_that_do_not_go_together_name_the_exception(app: Path) -> None:
    edit(app, "microapp.yaml", "data: internal", "data: regulated")
    edit(app, "microapp.yaml", "ai_and_egress: none", "ai_and_egress: autonomous")

    assert read(app)["demanded"]["denied"]


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("email: ann@acme.example", "mail: ann@acme.example", "/owner"),
        ("name: leave-helper", "name: Leave Helper", "/name"),
        ("tier: T1", "tier: T9", "/tier"),
        ("created: '2026", "created: 2026", "/lifecycle/created"),
        ("data: internal", "data: gossip", "/answers/data"),
        ("blueprint: crud", "blueprint: other", "/blueprint"),
        ("blueprint: crud", "blueprint: 5", "/blueprint"),
        ("title: Leave helper", "title: .nan", "/title"),
        ("title: Leave helper", "title: 99999999999999999999999", "/title"),
        ("title: Leave helper", "1: x", ""),
        ("title: Leave helper", "title: x\ntitle: y", ""),
        ("title: Leave helper", "title: [", ""),
        ("title: Leave helper", "title: &a [*a]", ""),
        ("title: Leave helper", "title: !!python/object:os.system x", ""),
        ("title: Leave helper", "title: !!binary aGVsbG8=", "/title"),
        ("title: Leave helper", f"title: {'[' * 100_000}", ""),
    ],
)
def test_what_is_wrong_is_told_at_its_line(app: Path, old: str, new: str, pointer: str) -> None:
    edit(app, "microapp.yaml", old, new)

    found = read(app)

    assert pointer in {where for where, _ in problems(found)}
    for _, line in problems(found):
        assert 1 <= line <= len((app / "microapp.yaml").read_bytes().splitlines()) + 1


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"text", b"\0", b"a: 1", b"x: " + b"y" * 300_000]
)
def test_a_manifest_that_says_nothing_is_a_problem_and_base_judges(
    app: Path, content: bytes
) -> None:
    (app / "microapp.yaml").write_bytes(content)

    found = read(app)

    assert found["manifest_problems"]
    assert found["demanded"] is None
    assert found["layers"] == ["base"]


def test_a_manifest_that_is_a_link_out_is_a_problem(app: Path) -> None:
    (app / "microapp.yaml").rename(app.parent / "mine.yaml")
    (app / "microapp.yaml").symlink_to(app.parent / "mine.yaml")

    found = read(app)

    assert found["manifest"] is None
    assert found["manifest_problems"]
    assert found["unreadable"][0]["path"] == "microapp.yaml"


def test_exceptions_and_attestations_come_as_they_stand(app: Path) -> None:
    with (app / "microapp.yaml").open("a") as file:
        file.write("exceptions:\n- rule: MA040\n  reason: soon\n- broken\n")
        file.write("attestations:\n- {control: auth.mfa, by: ann@acme.example}\n")

    found = read(app)

    last = len((app / "microapp.yaml").read_text().splitlines())
    first, second = found["exceptions"]
    assert (first["rule"], first["reason"], first["expires"]) == ("MA040", "soon", None)
    assert (first["index"], first["line"], second["line"]) == (0, last - 4, last - 2)
    assert "approved_by is missing." in first["problems"]
    assert second["problems"] == ["must be a mapping."]
    assert found["attestations"][0]["control"] == "auth.mfa"
    assert found["attestations"][0]["problems"] == ["says is missing.", "on is missing."]


def test_the_day_of_an_attestation_is_read_whether_quoted_as_a_name_or_not(app: Path) -> None:
    said = "control: identity.owner, says: Asked., by: ann@acme.example"
    with (app / "microapp.yaml").open("a") as file:
        file.write(f"attestations:\n- {{{said}, on: '2026-01-31'}}\n")
        file.write(f"- {{{said}, 'on': '2026-01-31'}}\n")

    found = read(app)["attestations"]

    assert [(entry["on"], entry["problems"]) for entry in found] == [("2026-01-31", [])] * 2


def test_what_no_program_can_read_is_told_at_its_line_and_with_a_cure(app: Path) -> None:
    edit(app, "microapp.yaml", "purpose: ", "purpose: for: ")

    (problem,) = read(app)["manifest_problems"]

    assert problem["line"] == 6
    assert "Put a text that holds a colon in quotes." in problem["message"]


def test_a_field_that_nobody_knows_is_told_at_its_own_line(app: Path) -> None:
    edit(app, "microapp.yaml", "title: ", "titel: x\ntitle: ")

    (problem,) = read(app)["manifest_problems"]

    assert (problem["pointer"], problem["line"]) == ("/titel", 5)
