# METADATA
# title: openapi.yaml is there and is valid OpenAPI
# description: The contract can be read and keeps the OpenAPI specification.
# custom:
#   id: MA040
#   severity: error
#   why: Connectors, clients and reviews are made from it; a broken contract breaks all of them.
#   fix: "Run: microapp contract  (it writes the contract from the app)"
#   controls: []
#   waivable: false
package microapp.rules.contract.valid

import rego.v1

deny contains finding if {
	some problem in input.contract.problems
	finding := {
		"id": "MA040",
		"path": "openapi.yaml",
		"line": problem.line,
		"message": trim_space(concat(" ", [problem.pointer, problem.message])),
	}
}

deny contains finding if {
	input.contract.document == null
	count(input.contract.problems) == 0
	finding := {
		"id": "MA040",
		"path": "openapi.yaml",
		"line": 1,
		"message": "There is no openapi.yaml.",
	}
}
