# METADATA
# title: A prompt is named like its file, and each version has a number of its own
# description: The id of a prompt is the name of its file without .yaml, and no number of a version stands there twice.
# custom:
#   id: MA132
#   severity: error
#   why: Callers ask for a prompt by its name and number. With two of one, nobody knows which they get, and the service does not start.
#   fix: Give a prompt and its file one name; give the newer version the next number.
#   controls: [models.prompt_store]
#   waivable: false
package microapp.rules.llm.prompts_are_told_apart

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	prompt.id != ""
	prompt.id != models.name_of(prompt)
	finding := {
		"id": "MA132",
		"path": prompt.path,
		"line": prompt.lines.id,
		"message": sprintf("The id is %s and the file is %s. %s", [prompt.id, prompt.path, advice(prompt)]),
	}
}

deny contains finding if {
	some number, prompt in models.prompts
	some other, before in models.prompts
	other < number
	prompt.version > 0
	[before.path, before.version] == [prompt.path, prompt.version]
	finding := {
		"id": "MA132",
		"path": prompt.path,
		"line": prompt.lines.version,
		"message": sprintf("Version %d is there twice. Give the new one the next number.", [prompt.version]),
	}
}

advice(prompt) := sprintf("Write id: %s, or rename the file.", [models.name_of(prompt)]) if {
	regex.match(`^[a-z][a-z0-9-]{0,62}$`, models.name_of(prompt))
} else := sprintf("Call the file prompts/%s.yaml.", [prompt.id])
