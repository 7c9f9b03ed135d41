# METADATA
# title: Every eval fits the prompt that it is about
# description: "An eval names a prompt and a version that there are, its cases have names of their own and give variables that the prompt takes, and json_schema: true has a schema to hold."
# custom:
#   id: MA133
#   severity: error
#   why: An eval that is about nothing proves nothing; the service does not start with one, and its pipeline stops.
#   fix: Correct the line that is named, or remove the eval with the prompt that it was about.
#   controls: [models.regression_suite]
#   waivable: false
package microapp.rules.llm.evals_fit_prompts

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some eval in models.evals
	some problem in problems(eval)
	finding := {
		"id": "MA133",
		"path": eval.path,
		"line": problem.line,
		"message": problem.message,
	}
}

problems(eval) := unknown(eval) | no_version(eval) | twice(eval) | no_schema(eval) | not_taken(eval)

unknown(eval) := {{"line": eval.line, "message": message} |
	eval.prompt != ""
	not is_known(eval.prompt)
	message := sprintf("There is no prompts/%s.yaml. Name a prompt that there is.%s", [eval.prompt, models.did_you_mean("prompts", eval.prompt)])
}

no_version(eval) := {{"line": eval.lines.version, "message": message} |
	eval.version != 0
	known := {prompt.version | some prompt in models.prompts; models.name_of(prompt) == eval.prompt}
	count(known) > 0
	not eval.version in known
	message := sprintf("%s has no such version. Leave version out for the latest.", [eval.prompt])
}

twice(eval) := {{"line": case.line, "message": message} |
	some number, case in eval.cases
	some other, before in eval.cases
	other < number
	case.name != ""
	before.name == case.name
	message := sprintf("There are two cases “%s”. Give one another name.", [case.name])
}

no_schema(eval) := {{"line": case.line, "message": message} |
	some case in eval.cases
	case.by_schema
	some prompt in models.prompts
	models.name_of(prompt) == eval.prompt
	models.is_about(eval, prompt)
	not prompt.has_schema
	message := sprintf("json_schema: true asks for the schema of the prompt, and version %d of %s has none. Write one here.", [prompt.version, eval.prompt])
}

# A version that is there twice is told by a rule of its own.
not_taken(eval) := {{"line": case.line, "message": message} |
	[prompt] := [one | some one in models.prompts; models.name_of(one) == eval.prompt; models.is_about(eval, one)]
	not prompt.takes_more
	some case in eval.cases
	some name in object.get(case, "variables", [])
	not name in prompt.variables
	message := sprintf("The case “%s” gives %s, and version %d of %s takes: %s.", [case.name, name, prompt.version, eval.prompt, concat(", ", prompt.variables)])
}

is_known(name) if {
	some prompt in models.prompts
	models.name_of(prompt) == name
}

# A prompt that cannot be read is told where it stands, and not with each of its evals.
is_known(name) if sprintf("prompts/%s.yaml", [name]) in models.broken
