# METADATA
# title: No change of the contract breaks those who use it
# description: Against the base of the change, nothing that callers use is taken away or demanded anew, whatever the version number says.
# custom:
#   id: MA047
#   severity: error
#   why: Automations of colleagues stop in the night, and nobody tells them why.
#   fix: Keep what callers use and add the new form beside it under /v2/, or ask for an exception with an end.
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
