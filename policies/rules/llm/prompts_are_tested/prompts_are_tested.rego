# METADATA
# title: Every prompt is tested
# description: The latest version of every prompt has tests, or an eval is about the prompt.
# custom:
#   id: MA115
#   severity: error
#   why: Nobody sees what a change of words does to the answers unless something looks.
#   fix: "Add tests to the version, or write evals/<prompt>.yaml; the page Change a prompt of microapp's docs shows both."
#   controls: [models.regression_suite, models.prompt_store]
#   waivable: true
package microapp.rules.llm.prompts_are_tested

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	prompt.is_latest
	not prompt.has_tests
	not prompt.id in models.evaluated
	finding := {
		"id": "MA115",
		"path": prompt.path,
		"line": prompt.line,
		"message": sprintf("Version %d of %s has no tests, and no eval is about it.", [prompt.version, prompt.id]),
	}
}
