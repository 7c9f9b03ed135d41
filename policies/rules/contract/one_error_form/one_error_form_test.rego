package microapp.rules.contract.one_error_form_test

import rego.v1

import data.microapp.rules.contract.one_error_form

refused(response) := result if {
	findings := one_error_form.deny with input as {"contract": {
		"operations": [{"path": "/v1/notes", "method": "get", "line": 20}],
		"document": {
			"paths": {"/v1/notes": {"get": {"responses": {"200": {}, "404": response}}}},
			"components": {"schemas": {"Error": {"properties": {"code": {}, "message": {}}}}},
		},
	}}
		with data.microapp.data.contract as {"error_fields": ["code", "message"]}
	result := count(findings)
}

json_of(schema) := {"content": {"application/json": {"schema": schema}}}

test_the_form_is_accepted if {
	refused(json_of({"$ref": "#/components/schemas/Error"})) == 0
	refused(json_of({"properties": {"code": {}, "message": {}, "more": {}}})) == 0
}

test_another_form_is_refused if {
	refused(json_of({"properties": {"error": {}}})) == 1
	refused(json_of({"$ref": "#/components/schemas/Nobody"})) == 1
	refused({"description": "No."}) == 1
	refused({"content": {"text/html": {}}}) == 1
	refused(5) == 1
}
