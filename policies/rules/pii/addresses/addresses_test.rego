package microapp.rules.pii.addresses_test

import rego.v1

import data.microapp.rules.pii.addresses

refused(name, place) := result if {
	findings := addresses.deny with input as {"contract": {
		"operations": [{"path": "/v1/people", "method": "get", "line": 20}],
		"document": {"paths": {"/v1/people": {"get": {"parameters": [{"name": name, "in": place}]}}}},
	}}
		with data.microapp.data.personal_fields as {"everyday": ["email"], "special": [["religion", "birth_date"]]}
	result := count(findings)
}

test_other_names_are_accepted if {
	refused("cursor", "query") == 0
	refused("emailed", "query") == 0
}

test_personal_data_in_an_address_is_refused if {
	refused("email", "query") == 1
	refused("customerEmail", "path") == 1
	refused("birth_date[gte]", "query") == 1
}

test_a_header_is_no_address if refused("email", "header") == 0
