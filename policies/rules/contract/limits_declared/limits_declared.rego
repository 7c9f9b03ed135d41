# METADATA
# title: Every operation says that it has limits
# description: 429 is declared with Retry-After, and every other answer with RateLimit.
# custom:
#   id: MA043
#   severity: error
#   why: A client that does not know of limits runs into them again and again, and takes the app's capacity with it.
#   fix: "Run: microapp contract  (it writes them)"
#   controls: []
#   waivable: true
package microapp.rules.contract.limits_declared

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some operation in input.contract.operations
	operation.security == true
	some message in problems(operation)
	finding := {
		"id": "MA043",
		"path": contract.path,
		"line": operation.line,
		"message": sprintf("%s %s %s.", [upper(operation.method), operation.path, message]),
	}
}

problems(operation) := {message |
	responses := object.get(contract.details(operation), "responses", {})
	is_object(responses)
	some status, needed in {
		"429": data.microapp.data.contract.headers_of_refusals,
		"2": data.microapp.data.contract.headers_of_answers,
	}
	some message in lacking(responses, status, needed)
} | {"does not declare 429" | not "429" in operation.responses}

lacking(responses, start, needed) := {message |
	some status, response in responses
	startswith(status, start)
	headers := object.get(contract.resolved(response), "headers", {})
	is_object(headers)
	some header in needed
	not header in object.keys(headers)
	message := sprintf("does not declare %s in its %s", [header, status])
}
