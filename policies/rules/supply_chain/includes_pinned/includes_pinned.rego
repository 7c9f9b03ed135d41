# METADATA
# title: What a pipeline includes cannot be exchanged
# description: A pipeline of GitLab includes files of its own, or others by the 40 hex digits of a commit.
# custom:
#   id: MA068
#   severity: error
#   why: An included file runs with all rights of the pipeline; without a commit it is whatever stands there today.
#   fix: Give ref with a commit, or copy the file into this repository.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.includes_pinned

import rego.v1

deny contains finding if {
	some workflow in input.workflows
	some entry in workflow.includes
	not is_pinned(entry)
	finding := {
		"id": "MA068",
		"path": workflow.path,
		"line": entry.line,
		"message": sprintf("%s is included as it stands today.", [entry.name]),
	}
}

is_pinned(entry) if entry.kind == "local"

is_pinned(entry) if {
	entry.kind in {"project", "component"}
	regex.match(`^[0-9a-f]{40}$`, entry.ref)
}

is_pinned(entry) if {
	entry.kind == "remote"
	regex.match(`^sha256-[A-Za-z0-9+/]{43}=$`, entry.ref)
}
