# METADATA
# title: Every operation asks for a token
# description: In the contract, only health checks and the contract itself work without one; signed webhooks carry a signature instead.
# custom:
#   id: MA020
#   severity: error
#   why: One forgotten operation opens the app to everybody who finds its address.
#   fix: "Remove security: [] from the operation; a route under app/ asks for a token by itself."
#   controls: [auth.anonymous]
#   waivable: true
package microapp.rules.auth.token_needed

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	operation.security == false
	not operation.path in data.microapp.data.access.without_token
	not is_signed(operation.path)
	finding := {
		"id": "MA020",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("%s %s works without a token.", [upper(operation.method), operation.path]),
	}
}

is_signed(path) if {
	some start in data.microapp.data.access.signed_by_sender
	startswith(path, start)
}
