# METADATA
# title: Every prompt has an eval
# description: For each prompt there is a file in evals/ with cases about it.
# custom:
#   id: MA138
#   severity: warning
#   why: The tests inside a prompt look at its words alone; only an eval looks at what is answered.
#   fix: "Write that file with values of your own, or copy one of evals/, and record its answer: python -m app.evals --record <prompt>"
#   controls: [models.regression_suite]
#   waivable: true
package microapp.rules.llm.prompts_have_evals

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	prompt.is_latest
	prompt.has_tests # without tests and evals, an error says so
	name := models.name_of(prompt)
	not name in models.evaluated
	finding := {
		"id": "MA138",
		"path": prompt.path,
		"line": prompt.lines.id,
		"message": sprintf(
			"No eval is about %s. Write into evals/%s.yaml: {prompt: %s, cases: [{name: it answers, variables: {%s}, expect: {no_pii: true}}]}",
			[name, name, name, concat(", ", [sprintf("%s: …", [word]) | some word in object.get(prompt, "variables", [])])],
		),
	}
}
