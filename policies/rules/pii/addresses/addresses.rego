# METADATA
# title: No personal data stands in an address
# description: No path or query parameter of the contract is named like personal data.
# custom:
#   id: MA100
#   severity: error
#   why: Addresses end up in logs, histories and bookmarks of every machine on the way.
#   fix: Send the value in the body of a POST, or filter by the id of the record.
#   controls: [pii.logs_with_pii]
#   waivable: true
package microapp.rules.pii.addresses

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some operation in input.contract.operations
	some parameter in contract.parameters(operation)
	object.get(parameter, "in", "") in {"path", "query"}
	name := object.get(parameter, "name", "")
	is_string(name)
	contract.is_named(base(name), words)
	finding := {
		"id": "MA100",
		"path": contract.path,
		"line": operation.line,
		"message": sprintf("%s %s carries %s in its address.", [upper(operation.method), operation.path, name]),
	}
}

# email[eq] filters by email.
base(name) := split(name, "[")[0]

words contains word if {
	some _, lists in data.microapp.data.personal_fields
	some list in lists
	some word in texts(list)
}

texts(list) := list if is_array(list)

texts(word) := [word] if is_string(word)
