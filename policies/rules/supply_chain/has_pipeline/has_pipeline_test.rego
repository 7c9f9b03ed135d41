package microapp.rules.supply_chain.has_pipeline_test

import rego.v1

import data.microapp.rules.supply_chain.has_pipeline

refused(ci, flows) := result if {
	findings := has_pipeline.deny with input as {"manifest": {"ci": ci}, "lines": {"/ci": 17}, "workflows": flows}
	result := {finding.line | some finding in findings}
}

pipeline(ci, jobs) := {"path": "ci.yml", "ci": ci, "triggers": ["push"], "jobs": jobs}

test_a_pipeline_with_jobs_is_accepted if refused("gitlab", [pipeline("gitlab", [{"id": "a"}])]) == set()

test_none_or_an_empty_one_or_another_is_refused if {
	refused("gitlab", []) == {17}
	refused("gitlab", [pipeline("gitlab", [])]) == {17}
	refused("gitlab", [pipeline("github", [{"id": "a"}])]) == {17}
	refused(null, [pipeline("github", [{"id": "a"}])]) == {17}
}
