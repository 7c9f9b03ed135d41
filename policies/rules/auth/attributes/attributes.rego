# METADATA
# title: Access depends on attributes where the answers demand it
# description: An app of tier T2 and above has rules of its own under app/policies/ before it goes to production.
# custom:
#   id: MA025
#   severity: error
#   why: "With sensitive data, a role alone is too coarse: not every reader may see every team, region or case."
#   fix: "Write a Rego rule under app/policies/ and name it in the resource: Resource(…, policy=\"notes\")."
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

has_rules if {
	some file in input.files
	startswith(file.path, "app/policies/")
	endswith(file.path, ".rego")
	not endswith(file.path, "_test.rego")
}
