package microapp.rules.base.denied_answers_test

import rego.v1

import data.microapp.rules.base.denied_answers

refused(denied) := result if {
	findings := denied_answers.deny with input as {
		"demanded": {"denied": denied},
		"lines": {"/answers": 17},
	}
	result := {finding.control | some finding in findings}
}

test_answers_that_go_together_are_accepted if count(refused([])) == 0

test_each_denied_combination_names_its_exception if {
	refused(["regulated-data-to-outside-model", "another"]) == {"regulated-data-to-outside-model", "another"}
}
