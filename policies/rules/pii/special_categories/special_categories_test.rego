package microapp.rules.pii.special_categories_test

import rego.v1

import data.microapp.rules.pii.special_categories

refused(regulated, name) := result if {
	findings := special_categories.deny with input as {
		"manifest": {"facts": {"pii": true, "regulated": regulated}},
		"contract": {"document": {"components": {"schemas": {"Person": {"properties": {name: {"type": "string"}}}}}}},
	}
		with data.microapp.data.personal_fields as {"special": [["religion"]]}
	result := count(findings)
}

test_everyday_data_is_accepted if refused(false, "phone") == 0

test_special_data_is_refused if {
	refused(false, "religion") == 1
	refused(false, "employee_salary") == 1
}

test_an_app_that_said_so_may_keep_it if refused(true, "religion") == 0
