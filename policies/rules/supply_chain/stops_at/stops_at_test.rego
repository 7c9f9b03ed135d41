package microapp.rules.supply_chain.stops_at_test

import rego.v1

import data.microapp.rules.supply_chain.stops_at

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

facts(jobs) := {
	"manifest": {"ci": "github", "controls": {"ci": {"block_severity": {"value": "high"}}}},
	"demanded": null,
	"workflows": [flow(jobs)],
}

refused(given) := result if {
	use := {"name": "actions/dependency-review-action", "line": 9, "with": given}
	findings := stops_at.deny with input as facts([object.union(job([]), {"uses": [use]})])
		with data.microapp.data.pipeline as checks
	result := count(findings)
}

test_the_same_or_milder_is_accepted if {
	every given in [{}, {"fail-on-severity": "high"}, {"fail-on-severity": "low"}] {
		refused(given) == 0
	}
}

test_a_later_stop_is_refused if refused({"fail-on-severity": "critical"}) == 1

test_an_audit_that_looks_away_is_refused if {
	count(stops_at.deny) == 1 with input as facts([job([run("uv audit --locked --ignore GHSA-1")])]) with data.microapp.data.pipeline as checks
	count(stops_at.deny) == 0 with input as facts([job([run("uv audit --locked")])]) with data.microapp.data.pipeline as checks
}
