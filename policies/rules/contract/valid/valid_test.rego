package microapp.rules.contract.valid_test

import rego.v1

import data.microapp.rules.contract.valid

refused(document, problems) := result if {
	findings := valid.deny with input as {"contract": {
		"document": document,
		"problems": problems,
	}}
	result := {finding.message | some finding in findings}
}

test_a_valid_contract_is_accepted if count(refused({"openapi": "3.1.0"}, [])) == 0

test_no_contract_is_refused if refused(null, []) == {"There is no openapi.yaml."}

test_each_problem_is_told if {
	problem := {"pointer": "/paths/~1v1", "line": 7, "message": "is not of type object."}
	refused(null, [problem]) == {"/paths/~1v1 is not of type object."}
}
