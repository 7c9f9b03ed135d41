# METADATA
# title: The text of every prompt can be filled in
# description: "Each name in {{ … }} is among the properties of variables, each part of it is one that it can have, and a text holds only the steps that templates may have."
# custom:
#   id: MA130
#   severity: error
#   why: A text that cannot be filled in keeps the whole service from starting.
#   fix: "Add the name under variables: properties, or correct it in the text; the page Change a prompt of microapp's docs shows a whole version."
#   controls: [models.prompt_store]
#   waivable: false
package microapp.rules.llm.prompts_fill_in

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	some used in prompt.uses
	not used.name in prompt.variables
	finding := {
		"id": "MA130",
		"path": prompt.path,
		"line": used.line,
		"message": sprintf("The text of version %d uses {{ %s }}, which is not among the properties of its variables.%s", [prompt.version, used.name, models.hint(object.get(used, "meant", ""))]),
	}
}

deny contains finding if {
	some problem in models.problems
	problem.about == "text"
	finding := {
		"id": "MA130",
		"path": problem.path,
		"line": problem.line,
		"message": problem.message,
	}
}
