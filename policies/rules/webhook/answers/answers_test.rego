package microapp.rules.webhook.answers_test

import rego.v1

import data.microapp.rules.webhook.answers

refused(path, responses) := result if {
	findings := answers.deny with input as {"contract": {"operations": [{
		"path": path,
		"method": "post",
		"line": 20,
		"responses": responses,
	}]}}
		with data.microapp.data.webhook as {"paths": ["/in/"]}
	result := {finding.message | some finding in findings}
}

test_all_refusals_declared_is_accepted if count(refused("/in/github", ["202", "401", "413", "429"])) == 0

test_each_missing_one_is_named if refused("/in/github", ["202", "429"]) == {"POST /in/github does not declare 401, 413."}

test_other_operations_are_none_of_its_business if count(refused("/v1/notes", [])) == 0
