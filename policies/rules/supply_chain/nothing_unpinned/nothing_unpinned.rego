# METADATA
# title: A pipeline runs only what was chosen
# description: No command of a pipeline runs what it has just downloaded without a version or a hash.
# custom:
#   id: MA062
#   severity: error
#   why: What is downloaded by name alone is whatever somebody has put there since yesterday.
#   fix: Give the version with two equal signs, or install from a list with --require-hashes.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.nothing_unpinned

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	some command in pipelines.commands
	command.text in loose
	some what, pattern in pipelines.settings.unpinned
	regex.match(pattern, command.text)
	finding := {
		"id": "MA062",
		"path": command.path,
		"line": command.line,
		"message": sprintf("This runs whatever is there today: %s.", [what]),
	}
}

# Texts of commands that one of the patterns fits: all are tried at once, as next to none fits.
loose contains text if {
	some text in {command.text | some command in pipelines.commands}
	regex.match(any_pattern, text)
	not regex.match(pipelines.settings.pinned, text)
}

any_pattern := concat("|", [sprintf("(?:%s)", [pattern]) | some pattern in pipelines.settings.unpinned])
