# METADATA
# title: Every list comes in pages
# description: An operation that gives a list takes limit, with an upper bound, and cursor.
# custom:
#   id: MA044
#   severity: error
#   why: A list without pages grows until one call takes the app down.
#   fix: "Declare the records as a Resource, or take limit and cursor in your own route; then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.contract.paging

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some operation in input.contract.operations
	operation.method == "get"
	gives_list(operation)
	some message in problems(operation)
	finding := {
		"id": "MA044",
		"path": contract.path,
		"line": operation.line,
		"message": sprintf("%s %s gives a list, and %s.", [upper(operation.method), operation.path, message]),
	}
}

gives_list(operation) if {
	some schema in answers(operation)
	"array" in contract.types(schema)
}

gives_list(operation) if {
	some schema in answers(operation)
	items := object.get(schema, ["properties", "items"], null)
	is_object(items)
	"array" in contract.types(items)
}

answers(operation) := [schema |
	responses := object.get(contract.details(operation), "responses", {})
	is_object(responses)
	some status, response in responses
	startswith(status, "2")
	found := object.get(contract.resolved(response), ["content", "application/json", "schema"], null)
	schema := contract.resolved(found)
]

problems(operation) := {sprintf("takes no %s", [name]) |
	some name in ["limit", "cursor"]
	not name in operation.parameters
} | {message |
	some parameter in contract.parameters(operation)
	object.get(parameter, "name", "") == "limit"
	message := unbounded(object.get(parameter, ["schema", "maximum"], null))
}

unbounded(maximum) := "its limit has no maximum" if not is_number(maximum)

unbounded(maximum) := sprintf("a page may hold %v, more than %v", [maximum, largest]) if {
	is_number(maximum)
	maximum > largest
}

largest := data.microapp.data.contract.largest_page
