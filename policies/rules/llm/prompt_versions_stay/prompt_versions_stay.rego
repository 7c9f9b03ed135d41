# METADATA
# title: A version of a prompt stays what it was
# description: Against the base of the change, no version of a prompt is gone, and its words, its variables and the form of its answer are the same.
# custom:
#   id: MA136
#   severity: error
#   why: Apps and evals ask for a version by its number. Who changes it changes their answers, and nobody tells them.
#   fix: Put the version back as it was, and write the change as a new version at the end of the file. Or ask for an exception with an end.
#   controls: [models.prompt_store]
#   waivable: true
package microapp.rules.llm.prompt_versions_stay

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some before in input.llm.before
	some prompt in models.prompts
	[prompt.path, prompt.version] == [before.path, before.version]
	changed := {words[part] | some part, hash in before.frozen; prompt.frozen[part] != hash}
	count(changed) > 0
	finding := {
		"id": "MA136",
		"path": prompt.path,
		"line": prompt.lines.version,
		"message": sprintf("Version %d of %s is another than it was: %s.", [prompt.version, models.name_of(prompt), concat(", ", sort(changed))]),
		"fix": sprintf("Put version %d back as it was, and write the change as version %d at the end of %s.", [prompt.version, next(prompt.path), prompt.path]),
	}
}

deny contains finding if {
	some before in input.llm.before
	not is_there(before)
	not before.path in models.broken
	finding := {
		"id": "MA136",
		"path": before.path,
		"line": line_of(before.path),
		"message": sprintf("Version %d of %s is gone, and apps may still ask for it by its number.", [before.version, models.name_of(before)]),
		"fix": sprintf("Put version %d back. To take it away, ask for an exception that ends after its last caller.", [before.version]),
	}
}

words := {
	"words": "its words changed",
	"variables": "its variables changed",
	"output": "the form of its answer changed",
}

is_there(before) if {
	some prompt in models.prompts
	[prompt.path, prompt.version] == [before.path, before.version]
}

# The first line of a file that is there; none of one that is gone.
line_of(path) := 1 if {
	some prompt in models.prompts
	prompt.path == path
} else := 0

next(path) := max({prompt.version | some prompt in models.prompts; prompt.path == path}) + 1
