# METADATA
# title: Every webhook is signed by its sender
# description: Each operation under /in/ or /webhooks/ declares the header that carries the signature.
# custom:
#   id: MA120
#   severity: error
#   why: Without a signature, anybody who knows the address can send events in the sender's name.
#   fix: "Take the signature's header in the route, check it with the kit, then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.webhook.signed

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	operation.method == "post"
	some start in data.microapp.data.webhook.paths
	startswith(operation.path, start)
	operation.security == false
	not has_signature(operation)
	finding := {
		"id": "MA120",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("%s %s declares no header with a signature.", [upper(operation.method), operation.path]),
	}
}

has_signature(operation) if {
	some name in operation.parameters
	some headers in data.microapp.data.webhook.signature_headers
	lower(name) in headers
}
