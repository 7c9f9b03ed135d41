package microapp.rules.deploy.image_user_test

import rego.v1

import data.microapp.rules.deploy.image_user

refused(instructions) := {finding.line |
	some finding in image_user.deny with input as {"dockerfiles": {"Dockerfile": {
		"stages": [{"line": 1}, {"line": 5}],
		"instructions": instructions,
	}}}
}

user(value, stage) := {"keyword": "USER", "value": value, "stage": stage, "line": 9}

test_a_number_is_accepted if {
	every value in ["10001", "10001:10001", "1"] {
		count(refused([user(value, 1)])) == 0
	}
}

test_root_a_name_and_a_variable_are_refused if {
	every value in ["0", "root", "app", "0:10001", "10001:0", "$USER", ""] {
		refused([user(value, 1)]) == {9}
	}
}

test_the_user_of_an_earlier_stage_does_not_count if refused([user("10001", 0)]) == {5}

test_the_last_user_counts if refused([user("10001", 1), user("root", 1)]) == {9}
