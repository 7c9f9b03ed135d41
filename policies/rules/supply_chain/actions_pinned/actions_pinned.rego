# METADATA
# title: Every action is pinned by its commit
# description: An action of somebody else is named by the 40 hex digits of a commit, or a container by its digest.
# custom:
#   id: MA050
#   severity: error
#   why: A tag can be moved to other code overnight, and that code then runs with this repository's rights.
#   fix: Write the commit in the place of the tag and the version behind it as a comment.
#   controls: [ci.provenance]
#   waivable: true
package microapp.rules.supply_chain.actions_pinned

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	some use in pipelines.uses
	not startswith(use.name, "./")
	not is_pinned(use)
	finding := {
		"id": "MA050",
		"path": use.path,
		"line": use.line,
		"message": sprintf("%s is used at %s, which can be moved.", [use.name, shown(use.ref)]),
	}
}

is_pinned(use) if regex.match(`^[0-9a-f]{40}$`, use.ref)

is_pinned(use) if {
	startswith(use.name, "docker://")
	regex.match(`^sha256:[0-9a-f]{64}$`, use.ref)
}

shown(ref) := ref if ref != ""

shown(ref) := "no version" if ref == ""
