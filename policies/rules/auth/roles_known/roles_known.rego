# METADATA
# title: Every role that the app asks for exists
# description: Each role in the contract is one of those in controls.auth.roles.
# custom:
#   id: MA024
#   severity: error
#   why: "A role with a typing error is one that nobody has: the operation is locked, or somebody opens it in a hurry."
#   fix: "Correct the role in app/, then run: microapp contract"
#   controls: [auth.roles]
#   waivable: true
package microapp.rules.auth.roles_known

import rego.v1

import data.microapp.lib.contract
import data.microapp.lib.manifest

deny contains finding if {
	some operation in input.contract.operations
	description := object.get(contract.details(operation), "description", "")
	is_string(description)
	some said in regex.find_n(`Needs the role [A-Za-z0-9_-]+`, description, -1)
	role := trim_prefix(said, "Needs the role ")
	not role in roles
	finding := {
		"id": "MA024",
		"path": contract.path,
		"line": operation.line,
		"message": sprintf("%s %s asks for the role %s, which nobody has; known are %s.", [
			upper(operation.method),
			operation.path,
			role,
			concat(", ", roles),
		]),
	}
}

roles contains role if {
	found := manifest.object_at(["controls", "auth", "roles"])
	is_array(object.get(found, "value", null))
	some role in found.value
	is_string(role)
}
