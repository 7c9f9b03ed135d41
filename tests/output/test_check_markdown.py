"""The Markdown of a check, for a comment on a pull request."""

from __future__ import annotations

import re

from microapp_cli.core.checked import Unjudged
from microapp_cli.output.check_markdown import as_markdown
from tests.output.reports import EVERYTHING, HARMFUL, checked, finding, report


def test_a_section_for_each_rule_says_why_and_what_to_do() -> None:
    said = as_markdown(EVERYTHING)

    assert "## leave-helper does not pass" in said
    assert "### Error: Broken rule: A person answers for this app (MA001)" in said
    assert "**What to do:** Write the address of the person who answers for it." in said
    assert "| microapp.yaml:5:3 | owner.email is missing. |" in said
    assert "| A person answers for this app (MA072) | deploy/a.yaml:5 | until 2027-01-01" in said


def test_each_way_to_fix_a_rule_stands_at_its_own_place() -> None:
    said = as_markdown(checked(report(finding(fix="Do A."), finding(line=9, fix="Do B."))))

    assert "| microapp.yaml:5 | owner.email is missing. | Do A. |" in said
    assert "| microapp.yaml:9 | owner.email is missing. | Do B. |" in said


def test_a_fine_repository_is_a_few_lines() -> None:
    assert as_markdown(checked(report(evidence=()))) == (
        "## leave-helper is fine\n\nTier T1: all 48 rules hold."
    )


def test_text_of_others_is_no_markup_calls_nobody_and_links_nowhere() -> None:
    said = as_markdown(HARMFUL)

    assert r"\<script\>" in said
    assert "[c](http" not in said
    assert "http://" not in said
    assert not re.search(r"@ann|\x1b|[^\\]`", said)


def test_it_fits_a_comment_whatever_was_found() -> None:
    many = [
        finding(id=f"MA{number}", message="x" * 400, line=line)
        for number in range(100, 200)
        for line in range(10)
    ]

    said = as_markdown(checked(report(*many)))

    assert len(said) < 65_536
    assert "shows all of it" in said


def test_what_could_not_be_judged_is_said() -> None:
    said = as_markdown(checked(unjudged=(Unjudged("apps/x", "apps/x: no such folder"),)))

    assert said == "## apps/x: not judged\n\napps/x: no such folder"
