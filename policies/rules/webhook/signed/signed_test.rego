package microapp.rules.webhook.signed_test

import rego.v1

import data.microapp.rules.webhook.signed

refused(path, security, names) := result if {
	findings := signed.deny with input as {"contract": {"operations": [{
		"path": path,
		"method": "post",
		"line": 20,
		"security": security,
		"parameters": names,
	}]}}
		with data.microapp.data.webhook as {"paths": ["/in/"], "signature_headers": [["x-hub-signature-256"]]}
	result := count(findings)
}

test_a_signed_webhook_is_accepted if refused("/in/github", false, ["X-Hub-Signature-256"]) == 0

test_an_unsigned_webhook_is_refused if refused("/in/github", false, ["X-Event"]) == 1

test_a_token_stands_for_a_signature if refused("/in/github", true, []) == 0

test_other_operations_need_none if refused("/v1/notes", false, []) == 0
