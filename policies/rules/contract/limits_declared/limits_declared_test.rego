package microapp.rules.contract.limits_declared_test

import rego.v1

import data.microapp.rules.contract.limits_declared

refused(responses) := result if {
	findings := limits_declared.deny with input as {"contract": {
		"operations": [{
			"path": "/v1/notes",
			"method": "get",
			"line": 20,
			"security": true,
			"responses": [status | some status, _ in responses],
		}],
		"document": {"paths": {"/v1/notes": {"get": {"responses": responses}}}},
	}}
		with data.microapp.data.contract as {"headers_of_refusals": ["Retry-After"], "headers_of_answers": ["RateLimit"]}
	result := count(findings)
}

with_headers(names) := {"headers": {name: {} | some name in names}}

test_declared_limits_are_accepted if {
	refused({"200": with_headers(["RateLimit"]), "429": with_headers(["Retry-After"])}) == 0
}

test_a_missing_429_is_refused if refused({"200": with_headers(["RateLimit"])}) == 1

test_a_missing_header_is_refused if {
	refused({"200": with_headers([]), "429": with_headers(["Retry-After"])}) == 1
	refused({"200": with_headers(["RateLimit"]), "429": with_headers([])}) == 1
}
