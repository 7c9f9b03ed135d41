package microapp.rules.base.lock_test

import rego.v1

import data.microapp.rules.base.lock

refused(content, problems, verified) := result if {
	findings := lock.deny with input as {
		"lock": content,
		"lock_problems": problems,
		"lock_verified": verified,
	}
	result := {finding.message | some finding in findings}
}

test_a_lock_that_fits_is_accepted if count(refused({"lock": 1}, [], true)) == 0

test_no_lock_is_refused if {
	every content in [null, [], 5] {
		count(refused(content, [], false)) == 1
	}
}

test_layers_that_do_not_ship_are_refused if count(refused({"lock": 1}, [], false)) == 1

test_each_contradiction_is_told if {
	problem := {"line": 1, "message": "names github as ci; microapp.yaml says gitlab."}
	refused({"lock": 1}, [problem], true) == {"The lock names github as ci; microapp.yaml says gitlab."}
}

test_why_a_lock_cannot_be_read_is_told_at_its_line if {
	file := {"path": ".microapp/lock.json", "line": 51, "message": "Expecting value."}
	other := {"path": "app/data.csv", "line": 0, "message": "It is larger than 5 MB."}
	findings := lock.deny with input as {"lock": null, "lock_problems": [], "lock_verified": true, "unreadable": [file, other]}
	{[finding.line, finding.message] | some finding in findings} == {[51, "The lock cannot be read: Expecting value."]}
}
