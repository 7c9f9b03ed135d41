package microapp.rules.contract.safe_changes_test

import rego.v1

import data.microapp.rules.contract.safe_changes

refused(method, path, names) := result if {
	findings := safe_changes.deny with input as {"contract": {"operations": [{
		"path": path,
		"method": method,
		"line": 20,
		"parameters": names,
	}]}}
		with data.microapp.data.access as {"signed_by_sender": ["/in/"]}
	result := count(findings)
}

test_headers_make_changes_safe if {
	refused("post", "/v1/notes", ["Idempotency-Key"]) == 0
	refused("patch", "/v1/notes/{id}", ["if-match"]) == 0
	refused("delete", "/v1/notes/{id}", ["If-Match"]) == 0
}

test_a_change_without_them_is_refused if {
	refused("post", "/v1/notes", ["If-Match"]) == 1
	refused("patch", "/v1/notes/{id}", []) == 1
	refused("delete", "/v1/notes/{id}", ["id"]) == 1
	refused("put", "/v1/notes/{id}", []) == 1
}

test_reading_needs_none if refused("get", "/v1/notes", []) == 0

test_a_webhook_has_its_own_id if refused("post", "/in/github", []) == 0
