package microapp.rules.contract.breaking_test

import rego.v1

import data.microapp.rules.contract.breaking

change := {"pointer": "/paths/~1v1~1notes/get", "line": 20, "message": "GET /v1/notes is gone.", "fix": "Deprecate it first."}

refused(changes) := result if {
	findings := breaking.deny with input as {"contract": {"breaking": changes}}
	result := {finding.fix | some finding in findings}
}

test_no_breaking_change_is_accepted if count(refused([])) == 0

test_each_one_says_how_to_avoid_it if refused([change]) == {"Deprecate it first."}
