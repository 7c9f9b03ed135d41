package microapp.rules.supply_chain.weekly_audit_test

import rego.v1

import data.microapp.rules.supply_chain.weekly_audit

checks := {
	"checks": {"lint": ["ruff format --check", "ruff check"], "unit_tests": ["pytest"], "dependency_audit": ["uv audit"]},
	"due_before_review": {"threat_model": "docs/threat_model.md"},
	"page_words": 50,
	"hides_failure": ["[|]", " --exit-zero"],
	"starts": ["pull_request", "push"],
	"default_branches": ["main"],
	"narrowing": ["paths"],
	"stops_at": {"high": ["high", "moderate", "low"]},
}

run(text) := {"optional": false, "if": false, "commands": [{"text": text, "line": 12}]}

job(runs) := {"id": "check", "line": 8, "optional": false, "if": false, "uses": [], "runs": runs}

flow(jobs) := {"path": "ci.yml", "line": 3, "ci": "github", "triggers": ["pull_request", "push"], "only": {}, "jobs": jobs}

manifest(required) := {"ci": "github", "controls": {"ci": {"required": {"value": required}}}}

refused(triggers) := result if {
	given := object.union(flow([job([run("uv audit")])]), {"triggers": triggers})
	facts := {"manifest": manifest(["dependency_audit"]), "demanded": null, "workflows": [given]}
	findings := weekly_audit.deny with input as facts with data.microapp.data.pipeline as checks
	result := count(findings)
}

test_a_schedule_is_accepted if refused(["push", "schedule"]) == 0

test_no_schedule_is_refused if refused(["push", "pull_request"]) == 1
