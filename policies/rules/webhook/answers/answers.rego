# METADATA
# title: A webhook says how it refuses
# description: Each operation under /in/ or /webhooks/ declares 401, 413 and 429.
# custom:
#   id: MA122
#   severity: error
#   why: Senders repeat what fails; they stop only at an answer that they know.
#   fix: "Declare the answers in the route, then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.webhook.answers

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	operation.method == "post"
	some start in data.microapp.data.webhook.paths
	startswith(operation.path, start)
	missing := [status | some status in ["401", "413", "429"]; not status in operation.responses]
	count(missing) > 0
	finding := {
		"id": "MA122",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("%s %s does not declare %s.", [upper(operation.method), operation.path, concat(", ", missing)]),
	}
}
