# METADATA
# title: What the service reads when it starts has the form that it takes
# description: models.yaml, apps.yaml, prompts and evals are there, hold the fields that there are and no sign that nobody sees, and no file lies where nobody reads it.
# custom:
#   id: MA119
#   severity: error
#   why: A service that finds anything else in these files does not start, and then nobody has an answer.
#   fix: "Correct the line that is named. An editor that knows YAML shows it too: the first line of each file names its schema."
#   controls: [models.prompt_store]
#   waivable: false
package microapp.rules.llm.files_load

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.models

deny contains finding if {
	some problem in models.problems
	problem.about == "form"
	finding := {
		"id": "MA119",
		"path": problem.path,
		"line": problem.line,
		"message": problem.message,
	}
}

deny contains finding if {
	manifest.text(["blueprint"]) == "llm-proxy"
	some start, said in needed
	not is_there(start)
	finding := {
		"id": "MA119",
		"path": start,
		"line": 0,
		"message": said,
	}
}

deny contains finding if {
	some file in input.files
	strings.any_prefix_match(file.path, ["prompts/", "evals/"]) # most files lie elsewhere
	regex.match(`^(prompts|evals)/.*[.][Yy][Aa]?[Mm][Ll]$`, file.path)
	not regex.match(`^(prompts|evals)/[^/]+[.]yaml$`, file.path)
	finding := {
		"id": "MA119",
		"path": file.path,
		"line": 0,
		"message": "Nobody reads this file: it must lie in the folder itself, and its name must end with .yaml.",
	}
}

needed := {
	"models.yaml": "There is no models.yaml, so the service knows no model. Restore it from git.",
	"prompts/": "There is no prompt. Add one: prompts/<id>.yaml.",
}

is_there(start) if {
	some file in input.files
	startswith(file.path, start)
}
