# METADATA
# title: Every refusal has the same form
# description: Each declared answer of 400 and above is JSON with code, message and details.
# custom:
#   id: MA042
#   severity: error
#   why: Whoever calls the app handles one form of error; a second one is handled by nobody.
#   fix: "Raise the kit's Refusal instead of answering yourself, then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.contract.one_error_form

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some [operation, refusals] in refusing
	odd := [status |
		some status, response in refusals
		not response in formed
	]
	count(odd) > 0
	finding := {
		"id": "MA042",
		"path": contract.path,
		"line": operation.line,
		"message": sprintf("%s %s refuses in another form with %s.", [
			upper(operation.method),
			operation.path,
			concat(", ", odd),
		]),
	}
}

# Each operation with what it refuses with.
refusing := [[operation, refusals] |
	some operation in input.contract.operations
	responses := object.get(contract.details(operation), "responses", {})
	is_object(responses)
	refusals := {status: response |
		some status, response in responses
		substring(status, 0, 1) in {"4", "5"}
	}
]

# Worked out once for each response: most operations refer to the same few.
formed contains response if {
	some response in given
	has_form(contract.resolved(response))
}

given contains response if {
	some [_, refusals] in refusing
	some response in refusals
}

has_form(response) if {
	schema := contract.resolved(object.get(response, ["content", "application/json", "schema"], null))
	properties := object.get(schema, "properties", {})
	is_object(properties)
	every field in data.microapp.data.contract.error_fields {
		object.get(properties, field, null) != null
	}
}
