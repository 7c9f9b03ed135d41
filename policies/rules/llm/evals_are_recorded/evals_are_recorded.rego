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
	some version in versions(eval)
	some case in eval.cases
	not is_recorded(eval.prompt, version, case.name)
	count(broken(eval.prompt, version)) == 0
	finding := {
		"id": "MA116",
		"path": eval.path,
		"line": case.line,
		"message": sprintf("The case “%s” has no recorded answer for %s v%d.", [case.name, eval.prompt, version]),
	}
}

deny contains finding if {
	some cassette in input.llm.cassettes
	cassette.is_broken
	finding := {
		"id": "MA116",
		"path": cassette.path,
		"line": 1,
		"message": "This is no file of recorded answers. Delete it, and record again.",
	}
}

# Files of recorded answers that nobody can read; what they held is not known.
broken(prompt, version) := {cassette.path |
	some cassette in input.llm.cassettes
	cassette.prompt == prompt
	cassette.version == version
	cassette.is_broken
}

# The version that the eval is about; none where there is none, which another rule tells of.
versions(eval) := {prompt.version |
	some prompt in models.prompts
	models.name_of(prompt) == eval.prompt
	models.is_about(eval, prompt)
}

is_recorded(prompt, version, name) if {
	some cassette in input.llm.cassettes
	cassette.prompt == prompt
	cassette.version == version
	name in cassette.answers
}
