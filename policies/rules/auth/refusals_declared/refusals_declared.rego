# METADATA
# title: Every operation says that it may refuse a caller
# description: Each operation that asks for a token declares 401 and 403.
# custom:
#   id: MA023
#   severity: error
#   why: Whoever builds on the contract must know that a token can end and that a role can be too low.
#   fix: "Run: microapp contract  (it writes them), or add the two responses to the operation."
#   controls: []
#   waivable: true
package microapp.rules.auth.refusals_declared

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	operation.security == true
	missing := [status | some status in ["401", "403"]; not status in operation.responses]
	count(missing) > 0
	finding := {
		"id": "MA023",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("%s %s does not declare %s.", [upper(operation.method), operation.path, concat(" and ", missing)]),
	}
}
