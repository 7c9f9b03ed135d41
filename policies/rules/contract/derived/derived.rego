# METADATA
# title: Derived files say what their source says
# description: Every file under connectors/ follows from openapi.yaml, and catalog-info.yaml from microapp.yaml.
# custom:
#   id: MA046
#   severity: error
#   why: A connector of yesterday fails in front of a colleague, and an entry of yesterday names somebody who left.
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
		"message": "This is not what follows from openapi.yaml.",
	}
}

deny contains finding if {
	some path in input.stale
	finding := {
		"id": "MA046",
		"path": path,
		"line": 1,
		"message": "This does not say what microapp.yaml says.",
	}
}
