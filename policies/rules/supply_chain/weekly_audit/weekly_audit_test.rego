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
	"weekly": data.microapp.data.pipeline.weekly,
}

run(text) := {"optional": false, "if": false, "commands": [{"text": text, "line": 12}]}

job(runs) := {"id": "check", "line": 8, "optional": false, "if": false, "uses": [], "runs": runs}

flow(jobs) := {"path": "ci.yml", "line": 3, "ci": "github", "triggers": ["pull_request", "push"], "only": {}, "jobs": jobs}

manifest(required) := {"ci": "github", "controls": {"ci": {"required": {"value": required}}}}

refused(change) := result if {
	given := object.union(flow([job([run("uv audit")])]), change)
	stated := object.union(manifest(["dependency_audit"]), {"ci": given.ci})
	facts := {"manifest": stated, "demanded": null, "workflows": [given]}
	findings := weekly_audit.deny with input as facts with data.microapp.data.pipeline as checks
	result := count(findings)
}

runs_at(cron) := refused({"triggers": ["push", "schedule"], "schedules": [cron]})

test_a_schedule_of_each_day_or_week_is_accepted if {
	every cron in ["23 4 * * *", "23 4 * * 1", "*/30 * * * *", "0 4 * * MON-FRI", "0 4 * * */2", "0 4 */7 * *", "0 4 1-31 1-12 *", "0 4 1,15 * 1"] {
		runs_at(cron) == 0
	}
}

test_a_schedule_that_comes_more_rarely_is_refused if {
	every cron in ["23 4 1 * *", "0 0 1 1 *", "0 0 * 1 *", "0 0 * 1-6 1", "0 4 */15 * *", "0 4 */8 * 1", "0 4 1,15 * *", "0 4 1,15 * */1", "@yearly", ""] {
		runs_at(cron) == 1
	}
}

test_one_of_several_schedules_is_enough if {
	refused({"triggers": ["schedule"], "schedules": ["0 0 1 1 *", "23 4 * * 1"]}) == 0
	refused({"triggers": ["schedule"], "schedules": []}) == 1
}

test_gitlab_keeps_its_schedules_to_itself if {
	refused({"ci": "gitlab", "triggers": ["schedule"], "schedules": []}) == 0
	refused({"ci": "gitlab", "triggers": ["push"], "schedules": []}) == 1
}

test_no_schedule_is_refused if refused({"triggers": ["push", "pull_request"], "schedules": []}) == 1
