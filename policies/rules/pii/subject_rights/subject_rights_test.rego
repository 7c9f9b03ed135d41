package microapp.rules.pii.subject_rights_test

import rego.v1

import data.microapp.rules.pii.subject_rights

refused(operations) := result if {
	findings := subject_rights.deny with input as {
		"manifest": {},
		"demanded": {"controls": {"pii": {"subject_export_delete": "required"}}},
		"contract": {"operations": [{"method": parts[0], "path": parts[1], "line": 20} | some parts in operations]},
	}
	result := {finding.message | some finding in findings}
}

test_records_with_both_are_accepted if {
	count(refused([["post", "/v1/n"], ["get", "/v1/n/{id}"], ["delete", "/v1/n/{id}"], ["get", "/v1/n/export"]])) == 0
}

test_what_is_missing_is_named if {
	refused([["post", "/v1/n"], ["get", "/v1/n/{id}"]]) == {
		"Records of /v1/n cannot be deleted.",
		"Records of /v1/n cannot be exported.",
	}
}

test_a_call_that_keeps_nothing_is_accepted if count(refused([["post", "/v1/n/purge"]])) == 0
