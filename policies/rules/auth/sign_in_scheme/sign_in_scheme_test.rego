package microapp.rules.auth.sign_in_scheme_test

import rego.v1

import data.microapp.rules.auth.sign_in_scheme

refused(scheme) := result if {
	findings := sign_in_scheme.deny with input as {"contract": {"document": {"components": {"securitySchemes": {"a": scheme}}}}}
		with data.microapp.data.access as {"schemes": ["http bearer", "openIdConnect", "oauth2", "mutualTLS"]}
	result := count(findings)
}

test_bearer_and_openid_connect_are_accepted if {
	refused({"type": "http", "scheme": "bearer"}) == 0
	refused({"type": "openIdConnect", "openIdConnectUrl": "https://id.example"}) == 0
	refused({"type": "oauth2", "flows": {"authorizationCode": {}}}) == 0
}

test_keys_and_passwords_are_refused if {
	refused({"type": "apiKey", "in": "header", "name": "X-Key"}) == 1
	refused({"type": "http", "scheme": "basic"}) == 1
	refused({"type": "oauth2", "flows": {"password": {}}}) == 1
	refused({"type": "oauth2", "flows": {"implicit": {}}}) == 1
}

test_what_is_no_scheme_is_refused if {
	refused({}) == 1
	refused(5) == 1
}
