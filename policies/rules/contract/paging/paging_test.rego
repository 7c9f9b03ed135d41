package microapp.rules.contract.paging_test

import rego.v1

import data.microapp.rules.contract.paging

list := {"type": "array", "items": {}}

limit(maximum) := {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": maximum}}

refused(schema, names, parameters) := result if {
	findings := paging.deny with input as {"contract": {
		"operations": [{"path": "/v1/notes", "method": "get", "line": 20, "parameters": names}],
		"document": {"paths": {"/v1/notes": {"get": {
			"parameters": parameters,
			"responses": {"200": {"content": {"application/json": {"schema": schema}}}},
		}}}},
	}}
		with data.microapp.data.contract as {"largest_page": 100}
	result := count(findings)
}

test_pages_are_accepted if {
	refused(list, ["limit", "cursor"], [limit(100)]) == 0
	refused({"properties": {"items": list}}, ["limit", "cursor"], [limit(50)]) == 0
}

test_a_list_without_pages_is_refused if {
	refused(list, [], []) == 2
	refused({"properties": {"items": {"type": ["array", "null"]}}}, ["limit"], [limit(100)]) == 1
}

test_a_page_without_bound_is_refused if {
	refused(list, ["limit", "cursor"], [limit(null)]) == 1
	refused(list, ["limit", "cursor"], [limit(101)]) == 1
}

test_one_record_needs_no_pages if refused({"type": "object"}, [], []) == 0
