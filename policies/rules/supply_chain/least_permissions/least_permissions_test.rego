package microapp.rules.supply_chain.least_permissions_test

import rego.v1

import data.microapp.rules.supply_chain.least_permissions

refused(whole, own) := result if {
	job := {"id": "a", "line": 8, "permissions": own}
	workflow := {"ci": "github", "path": "ci.yml", "triggers": ["push"], "permissions": whole, "permissions_line": 5, "jobs": [job]}
	findings := least_permissions.deny with input as {"workflows": [workflow]}
	result := {finding.line | some finding in findings}
}

test_what_is_stated_and_little_is_accepted if {
	refused({}, {"contents": "read"}) == set()
	refused({"contents": "read"}, null) == set()
	refused("read-all", null) == set()
	refused(null, {"contents": "read", "security-events": "write"}) == set()
}

test_nothing_stated_is_refused if refused(null, null) == {8}

test_everything_is_refused if {
	refused("write-all", null) == {5}
	refused({}, "write-all") == {8}
}

test_a_right_to_write_for_all_jobs_is_refused if refused({"contents": "write"}, null) == {5}
