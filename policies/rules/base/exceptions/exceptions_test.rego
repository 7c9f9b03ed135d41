package microapp.rules.base.exceptions_test

import rego.v1

import data.microapp.rules.base.exceptions

refused(change) := result if {
	findings := exceptions.deny with input as object.union(
		{"exceptions": [], "attestations": []},
		change,
	)
	result := {finding.message | some finding in findings}
}

test_whole_entries_are_accepted if {
	count(refused({"exceptions": [{"index": 0, "line": 9, "problems": []}]})) == 0
}

test_each_problem_is_told if {
	refused({"exceptions": [{"index": 0, "line": 9, "problems": ["expires is missing.", "reason is missing."]}]}) == {
		"exceptions.0: expires is missing.",
		"exceptions.0: reason is missing.",
	}
	refused({"attestations": [{"index": 1, "line": 9, "problems": ["on is missing."]}]}) == {"attestations.1: on is missing."}
}
