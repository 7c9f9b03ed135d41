# METADATA
# title: Every pinned action says its version
# description: Behind the commit of an action stands a comment with its version.
# custom:
#   id: MA051
#   severity: warning
#   why: Nobody can tell from 40 digits whether a fix is in; the version behind them says it, and update bots need it.
#   fix: Write the version behind the commit, such as # v7.0.1.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.actions_named

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	some use in pipelines.uses
	regex.match(`^[0-9a-f]{40}$`, use.ref)
	not regex.match(`^v?[0-9]+([.][0-9]+)*`, use.comment)
	finding := {
		"id": "MA051",
		"path": use.path,
		"line": use.line,
		"message": sprintf("Nobody can see which version of %s this commit is.", [use.name]),
	}
}
