# METADATA
# title: Access depends on attributes where the answers demand it
# description: An app of tier T2 and above has rules of its own under app/policies/ before it goes to production, and each of its resources asks one.
# custom:
#   id: MA025
#   severity: error
#   why: "With sensitive data, a role alone is too coarse: not every reader may see every team, region or case."
#   fix: "Write a Rego rule under app/policies/ and name it in each resource: Resource(…, policy=\"app.notes.allow\")."
#   controls: [auth.abac]
#   waivable: true
package microapp.rules.auth.attributes

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.is_going_live
	manifest.control("auth", "abac") == "required"
	not has_rules
	finding := {
		"id": "MA025",
		"path": "microapp.yaml",
		"line": manifest.line(["controls", "auth", "abac"]),
		"message": "There is no rule under app/policies/, so access depends on roles alone.",
	}
}

deny contains finding if {
	manifest.is_going_live
	manifest.control("auth", "abac") == "required"
	has_rules
	some call in input.python.calls
	startswith(call.path, "app/")
	call.name in {"microapp_kit.Resource", "microapp_kit.resource.Resource"}
	not names_rule(call)
	finding := {
		"id": "MA025",
		"path": call.path,
		"line": call.line,
		"message": "This resource names no rule of app/policies/, so access to it depends on roles alone.",
	}
}

# Named by its package and its own name, as the kit asks for it.
names_rule(call) if {
	rule := object.get(call, ["options", "policy"], "")
	is_string(rule)
	contains(rule, ".")
}

has_rules if {
	some file in input.files
	startswith(file.path, "app/policies/")
	endswith(file.path, ".rego")
	not endswith(file.path, "_test.rego")
}
