package microapp.rules.supply_chain.required_checks_test

import rego.v1

import data.microapp.rules.supply_chain.required_checks

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

refused(required, texts) := result if {
	given := {"manifest": manifest(required), "demanded": null, "documents": {}, "workflows": [flow([job([run(text) | some text in texts])])]}
	findings := required_checks.deny with input as given with data.microapp.data.pipeline as checks
	result := count(findings)
}

test_what_runs_is_accepted if {
	refused(["lint", "unit_tests"], ["uv run --no-sync ruff format --check .", "ruff check .", "uv run pytest"]) == 0
}

test_what_does_not_run_is_refused if {
	refused(["lint"], ["ruff check ."]) == 1
	refused(["lint", "unit_tests"], []) == 3
	refused(["unit_tests"], [`echo "pytest"`]) == 1
}

test_a_check_of_an_organisation_is_a_job_of_its_name if {
	refused(["licences"], ["pytest"]) == 1
	refused(["check"], ["pytest"]) == 0
}

due(stage, words) := result if {
	given := {
		"manifest": object.union(manifest(["threat_model"]), {"lifecycle": {"stage": stage}}),
		"demanded": null,
		"documents": {"docs/threat_model.md": {"words": words}},
		"workflows": [flow([])],
	}
	findings := required_checks.deny with input as given with data.microapp.data.pipeline as checks
	result := count(findings)
}

test_what_people_do_is_due_before_review if {
	due("review", 49) == 1
	due("production", 0) == 1
	due("review", 50) == 0
	due("development", 0) == 0
}
