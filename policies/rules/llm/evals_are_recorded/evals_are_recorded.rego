# METADATA
# title: Every case of an eval has a recorded answer
# description: For the version that an eval is about, a file of evals/cassettes holds an answer to each case.
# custom:
#   id: MA116
#   severity: error
#   why: The pipeline asks no model; a case without a recorded answer is a case that nobody runs.
#   fix: "Record the answers and commit them: python -m app.evals --record"
#   controls: [models.regression_suite]
#   waivable: true
package microapp.rules.llm.evals_are_recorded

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some eval in models.evals
	some case in eval.cases
	version := version_of(eval)
	version > 0 # another rule tells of a prompt that is not there
	not is_recorded(eval.prompt, version, case.name)
	finding := {
		"id": "MA116",
		"path": eval.path,
		"line": case.line,
		"message": sprintf("The case “%s” has no recorded answer for %s v%d.", [case.name, eval.prompt, version]),
	}
}

# The version that the eval names, or the latest of its prompt; 0 where there is no such prompt.
version_of(eval) := eval.version if {
	eval.version > 0
} else := max({0} | {prompt.version |
	some prompt in models.prompts
	models.name_of(prompt) == eval.prompt
	prompt.is_latest
})

is_recorded(prompt, version, name) if {
	some cassette in input.llm.cassettes
	cassette.prompt == prompt
	cassette.version == version
	name in cassette.answers
}
