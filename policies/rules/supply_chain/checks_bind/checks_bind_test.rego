package microapp.rules.supply_chain.checks_bind_test

import rego.v1

import data.microapp.rules.supply_chain.checks_bind

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

refused(given) := result if {
	facts := {"manifest": manifest(["unit_tests"]), "demanded": null, "workflows": [flow([given])]}
	findings := checks_bind.deny with input as facts with data.microapp.data.pipeline as checks
	result := count(findings)
}

test_a_plain_check_is_accepted if refused(job([run("pytest")])) == 0

test_what_is_no_check_may_fail if {
	refused(job([run("echo hello || true")])) == 0
	refused(job([object.union(run("echo"), {"optional": true})])) == 0
}

test_what_hides_a_failure_is_refused if {
	every text in ["pytest || true", "pytest | tee log", "uv run pytest --exit-zero"] {
		refused(job([run(text)])) == 1
	}
	refused(job([object.union(run("pytest"), {"optional": true})])) == 1
	refused(object.union(job([run("pytest")]), {"optional": true})) == 1
}

test_what_may_be_left_out_is_refused if {
	refused(job([object.union(run("pytest"), {"if": true})])) == 1
	refused(object.union(job([run("pytest")]), {"if": true})) == 1
}
