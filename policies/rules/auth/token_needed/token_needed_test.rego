package microapp.rules.auth.token_needed_test

import rego.v1

import data.microapp.rules.auth.token_needed

refused(path, security) := result if {
	findings := token_needed.deny with input as {"contract": {"operations": [{
		"path": path,
		"method": "get",
		"line": 20,
		"security": security,
	}]}}
		with data.microapp.data.access as {"without_token": ["/healthz"], "signed_by_sender": ["/in/"]}
	result := count(findings)
}

test_an_operation_with_a_token_is_accepted if refused("/v1/notes", true) == 0

test_an_open_operation_is_refused if {
	refused("/v1/notes", false) == 1
	refused("/healthz/all", false) == 1
	refused("/v1/in/github", false) == 1
}

test_health_and_signed_webhooks_are_open if {
	refused("/healthz", false) == 0
	refused("/in/github", false) == 0
}
