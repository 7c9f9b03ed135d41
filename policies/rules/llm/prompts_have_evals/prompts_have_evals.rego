# METADATA
# title: Every prompt has an eval
# description: For each prompt there is a file in evals/ with cases about it.
# custom:
#   id: MA138
#   severity: warning
#   why: The tests inside a prompt look at its words alone; only an eval looks at what is answered.
#   fix: Write evals/<prompt>.yaml; docs/do/change-a-prompt.md shows one.
#   controls: [models.regression_suite]
#   waivable: true
package microapp.rules.llm.prompts_have_evals

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	prompt.is_latest
	prompt.has_tests # without tests and evals, an error says so
	not models.name_of(prompt) in models.evaluated
	finding := {
		"id": "MA138",
		"path": prompt.path,
		"line": prompt.lines.id,
		"message": sprintf("No eval is about %s.", [models.name_of(prompt)]),
	}
}
