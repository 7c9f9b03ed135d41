# METADATA
# title: Money moves only after a second person has approved
# description: Where the contract lets callers create payments and the like, it has an operation to approve them.
# custom:
#   id: MA200
#   severity: error
#   why: One stolen token, or one mistake, is otherwise enough to send money away.
#   fix: "Add a route such as POST /v1/payments/{id}/approve that refuses the creator, then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.finance.four_eyes

import rego.v1

deny contains finding if {
	some operation in input.contract.operations
	operation.method in {"post", "put"}
	parts := split(trim_prefix(operation.path, "/"), "/")
	some word in data.microapp.data.finance.money_paths
	parts[count(parts) - 1] == word
	not has_approval(operation.path)
	finding := {
		"id": "MA200",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("%s %s moves money, and no operation approves it.", [upper(operation.method), operation.path]),
	}
}

has_approval(path) if {
	some operation in input.contract.operations
	operation.method == "post"
	startswith(operation.path, concat("", [path, "/{"]))
	endswith(operation.path, "}/approve")
}
