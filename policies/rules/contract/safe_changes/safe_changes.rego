# METADATA
# title: A change can be repeated, and never overwrites what its sender has not seen
# description: POST takes Idempotency-Key; PUT, PATCH and DELETE take If-Match or Idempotency-Key.
# custom:
#   id: MA045
#   severity: error
#   why: Networks repeat calls and people work at the same time; without these headers one order becomes two.
#   fix: "Declare the records as a Resource (the kit does both), or take the header in your own route; then: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.contract.safe_changes

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	accepted := headers[operation.method]
	not is_signed(operation.path)
	taken := {lower(name) | some name in operation.parameters}
	count(taken & accepted) == 0
	finding := {
		"id": "MA045",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("%s %s takes no %s.", [
			upper(operation.method),
			operation.path,
			concat(" or ", accepted),
		]),
	}
}

headers := {
	"post": {"idempotency-key"},
	"put": {"if-match", "idempotency-key"},
	"patch": {"if-match", "idempotency-key"},
	"delete": {"if-match", "idempotency-key"},
}

is_signed(path) if {
	some start in data.microapp.data.access.signed_by_sender
	startswith(path, start)
}
