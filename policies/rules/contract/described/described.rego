# METADATA
# title: Every operation has an id, a summary and a tag
# description: operationId (once only), summary and tags are there, so that people and connectors can name what they call.
# custom:
#   id: MA041
#   severity: error
#   why: In Zapier, Make and Power Automate these words are the only thing that a colleague sees.
#   fix: "Give the route a summary and tags in app/, then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.contract.described

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	missing := [word |
		some word, said in {
			"operationId": operation.operation_id,
			"summary": operation.summary,
			"tags": concat(" ", operation.tags),
		}
		trim_space(said) == ""
	]
	count(missing) > 0
	finding := at(operation, sprintf("%s %s has no %s.", [upper(operation.method), operation.path, concat(", ", missing)]))
}

deny contains finding if {
	some index, operation in input.contract.operations
	some other, earlier in input.contract.operations
	other < index
	operation.operation_id != ""
	operation.operation_id == earlier.operation_id
	finding := at(operation, sprintf("%s %s has the operationId %s, which is taken.", [
		upper(operation.method),
		operation.path,
		operation.operation_id,
	]))
}

at(operation, message) := {
	"id": "MA041",
	"path": "openapi.yaml",
	"line": operation.line,
	"message": message,
}
