# METADATA
# title: Every file of the repository can be read
# description: No file is too large, no link leads out of the repository, and text is UTF-8.
# custom:
#   id: MA014
#   severity: error
#   why: What cannot be read is not judged, and what is not judged may hold anything.
#   fix: "Correct the line (in YAML and JSON, look at the spaces, quotes and commas just before it). Only if the file is none of the app's: remove it, or list it in .gitignore."
#   controls: []
#   waivable: false
package microapp.rules.base.readable

import rego.v1

deny contains finding if {
	some file in input.unreadable
	file.path != ".microapp/lock.json" # the lock has a rule of its own
	finding := {
		"id": "MA014",
		"path": object.get({"": "microapp.yaml"}, file.path, file.path),
		"line": file.line,
		"message": file.message,
	}
}
