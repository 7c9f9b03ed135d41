package microapp.rules.auth.refusals_declared_test

import rego.v1

import data.microapp.rules.auth.refusals_declared

refused(security, responses) := result if {
	findings := refusals_declared.deny with input as {"contract": {"operations": [{
		"path": "/v1/notes",
		"method": "get",
		"line": 20,
		"security": security,
		"responses": responses,
	}]}}
	result := {finding.message | some finding in findings}
}

test_both_declared_is_accepted if count(refused(true, ["200", "401", "403"])) == 0

test_each_missing_one_is_named if {
	refused(true, ["200", "403"]) == {"GET /v1/notes does not declare 401."}
	refused(true, ["200"]) == {"GET /v1/notes does not declare 401 and 403."}
}

test_an_open_operation_refuses_nobody if count(refused(false, ["200"])) == 0
