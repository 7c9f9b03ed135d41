# METADATA
# title: The platform's files are as the platform wrote them
# description: Every file of the classes platform and derived from layers is unchanged against the lock and against this microapp.
# custom:
#   id: MA012
#   severity: error
#   why: The protections are code in these files; a changed one is a protection that nobody has proved.
#   fix: "Run: microapp fix  (it puts the platform's files back; a file of your own has to move, README.md says where yours stand)"
#   controls: []
#   waivable: false
package microapp.rules.base.platform_files

import rego.v1

deny contains finding if {
	some file in input.platform
	finding := {
		"id": "MA012",
		"path": file.path,
		"line": 1,
		"message": words[file.state],
	}
}

words := {
	"changed": "This file is the platform's, and was changed.",
	"missing": "This file is the platform's, and is gone.",
	"added": "This file lies among the platform's files, and is none of them.",
	"forged": "This file was changed, and its hash in .microapp/lock.json with it.",
}
