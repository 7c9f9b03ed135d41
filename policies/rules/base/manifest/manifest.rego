# METADATA
# title: microapp.yaml has the form it must have
# description: The manifest is there and fits its JSON Schema.
# custom:
#   id: MA004
#   severity: error
#   why: All other rules read the manifest; what it says in another form is not judged.
#   fix: Write the line as the message says; your editor shows the same problems, with .microapp/manifest.schema.json.
#   controls: []
#   waivable: false
package microapp.rules.base.manifest

import rego.v1

deny contains finding if {
	some problem in input.manifest_problems
	finding := {
		"id": "MA004",
		"path": "microapp.yaml",
		"line": problem.line,
		"message": trim_space(concat(" ", [shown(problem.pointer), problem.message])),
	}
}

deny contains finding if {
	not is_object(input.manifest)
	count(input.manifest_problems) == 0
	finding := {
		"id": "MA004",
		"path": "microapp.yaml",
		"line": 1,
		"message": "There is no microapp.yaml that can be read, so nothing is known of this app.",
		"fix": "Restore microapp.yaml from git, or make the repository with: microapp new",
	}
}

shown(pointer) := "" if pointer == ""

shown(pointer) := sprintf("%s:", [replace(trim_prefix(pointer, "/"), "/", ".")]) if pointer != ""
