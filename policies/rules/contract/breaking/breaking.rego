# METADATA
# title: No change of the contract breaks those who use it
# description: Against the base of the change, nothing is taken away or demanded anew; a new major version may.
# custom:
#   id: MA047
#   severity: error
#   why: Automations of colleagues stop in the night, and nobody tells them why.
#   fix: Add instead of changing, deprecate what is old, or raise the major version in the contract.
#   controls: []
#   waivable: true
package microapp.rules.contract.breaking

import rego.v1

deny contains finding if {
	some change in input.contract.breaking
	finding := object.union(
		{"fix": change.fix | change.fix != ""},
		{
			"id": "MA047",
			"path": "openapi.yaml",
			"line": change.line,
			"message": change.message,
		},
	)
}
