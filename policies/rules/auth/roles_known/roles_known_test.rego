package microapp.rules.auth.roles_known_test

import rego.v1

import data.microapp.rules.auth.roles_known

refused(description) := result if {
	findings := roles_known.deny with input as {
		"manifest": {"controls": {"auth": {"roles": {"value": ["reader", "writer"]}}}},
		"contract": {
			"operations": [{"path": "/v1/notes", "method": "get", "line": 20}],
			"document": {"paths": {"/v1/notes": {"get": {"description": description}}}},
		},
	}
	result := count(findings)
}

test_a_known_role_is_accepted if refused("List notes. Needs the role reader.") == 0

test_an_unknown_role_is_refused if refused("List notes. Needs the role raeder.") == 1

test_an_operation_that_names_no_role_is_accepted if {
	refused("Answer who calls.") == 0
	refused(5) == 0
}
