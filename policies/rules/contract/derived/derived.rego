# METADATA
# title: The connectors say what the contract says
# description: Every file under connectors/ is what openapi.yaml derives.
# custom:
#   id: MA046
#   severity: error
#   why: A connector of yesterday calls an app of today, and fails in front of a colleague.
#   fix: "Run: microapp fix  (or microapp contract, when the app has changed too)"
#   controls: []
#   waivable: true
package microapp.rules.contract.derived

import rego.v1

deny contains finding if {
	some path in input.contract.stale
	finding := {
		"id": "MA046",
		"path": path,
		"line": 1,
		"message": sprintf("%s is not what openapi.yaml derives.", [path]),
	}
}
