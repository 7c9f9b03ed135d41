# METADATA
# title: A person can get and delete the data about them
# description: Whatever records the app takes in, it can export and delete.
# custom:
#   id: MA102
#   severity: error
#   why: The law gives people a month to an answer; without these two operations somebody digs in the database.
#   fix: "Declare the records as a Resource, which has both; then run: microapp contract"
#   controls: [pii.subject_export_delete]
#   waivable: true
package microapp.rules.pii.subject_rights

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.control("pii", "subject_export_delete") == "required"
	some operation in input.contract.operations
	operation.method == "post"
	is_collection(operation.path)
	some message in problems(operation.path)
	finding := {
		"id": "MA102",
		"path": "openapi.yaml",
		"line": operation.line,
		"message": sprintf("Records of %s %s.", [operation.path, message]),
	}
}

# A path under which records have a path of their own: /v1/notes, beside /v1/notes/{id}.
is_collection(path) if {
	some other in input.contract.operations
	is_record(other.path, path)
}

is_record(path, collection) if {
	startswith(path, concat("", [collection, "/{"]))
	count(split(path, "/")) == count(split(collection, "/")) + 1
}

problems(path) := {"cannot be deleted" | not can_be_deleted(path)} | {"cannot be exported" | not can_be_exported(path)}

can_be_deleted(path) if {
	some operation in input.contract.operations
	operation.method == "delete"
	is_record(operation.path, path)
}

can_be_exported(path) if {
	some operation in input.contract.operations
	operation.method == "get"
	operation.path == concat("", [path, "/export"])
}
