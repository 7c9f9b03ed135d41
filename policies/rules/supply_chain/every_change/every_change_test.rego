package microapp.rules.supply_chain.every_change_test

import rego.v1

import data.microapp.rules.supply_chain.every_change

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

refused(flows) := result if {
	facts := {"manifest": manifest(["unit_tests"]), "demanded": null, "workflows": flows}
	findings := every_change.deny with input as facts with data.microapp.data.pipeline as checks
	result := count(findings)
}

whole := flow([job([run("pytest")])])

test_both_starts_are_accepted if {
	refused([whole]) == 0
	refused([object.union(whole, {"only": {"push": {"branches": ["main"]}}})]) == 0
}

test_a_workflow_without_checks_may_start_when_it_likes if {
	refused([object.union(flow([job([run("echo")])]), {"triggers": ["push"]})]) == 0
}

test_one_workflow_for_each_start_is_accepted if {
	refused([
		object.union(whole, {"triggers": ["push"]}),
		object.union(whole, {"triggers": ["pull_request"], "path": "other.yml"}),
	]) == 0
}

test_a_missing_start_is_refused if {
	refused([object.union(whole, {"triggers": ["push"]})]) == 1
	refused([object.union(whole, {"triggers": ["workflow_dispatch"]})]) == 2
}

test_a_filter_is_refused if {
	refused([object.union(whole, {"only": {"pull_request": {"paths": ["app/**"]}}})]) == 1
	refused([object.union(whole, {"only": {"push": {"branches": ["release"]}}})]) == 1
}
