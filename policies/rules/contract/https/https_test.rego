package microapp.rules.contract.https_test

import rego.v1

import data.microapp.rules.contract.https

refused(document) := result if {
	findings := https.deny with input as {"contract": {"document": document}}
	result := {finding.message | some finding in findings}
}

test_https_and_relative_addresses_are_accepted if {
	count(refused({"servers": [{"url": "https://app.acme.example/v1"}, {"url": "/v1"}]})) == 0
	count(refused({})) == 0
	count(refused(null)) == 0
}

test_plain_http_is_refused if {
	refused({"servers": [{"url": "http://app.acme.example"}]}) == {"'http://app.acme.example' is not over HTTPS."}
	count(refused({"servers": [{"url": "ftp://a"}, {"url": "app.acme.example"}, {"url": ""}]})) == 3
}

test_sign_in_is_over_https_too if {
	flow := {"type": "oauth2", "flows": {"authorizationCode": {"tokenUrl": "http://id.example/token"}}}
	count(refused({"components": {"securitySchemes": {"a": flow}}})) == 1
}
