package microapp.rules.contract.described_test

import rego.v1

import data.microapp.rules.contract.described

operation := {
	"path": "/v1/me",
	"method": "get",
	"line": 20,
	"operation_id": "me",
	"summary": "Who am I?",
	"tags": ["me"],
}

refused(operations) := result if {
	findings := described.deny with input as {"contract": {"operations": operations}}
	result := {finding.message | some finding in findings}
}

test_a_described_operation_is_accepted if count(refused([operation])) == 0

test_what_is_missing_is_named if {
	refused([object.union(operation, {"summary": " ", "tags": []})]) == {"GET /v1/me has no summary, tags."}
}

test_an_id_is_good_for_one_operation if {
	refused([operation, object.union(operation, {"path": "/v1/you"})]) == {"GET /v1/you has the operationId me, which is taken."}
}
