# METADATA
# title: Data on employees is confidential at least
# description: An app under the policy hr has answered that it sees personal or regulated data.
# custom:
#   id: MA210
#   severity: error
#   why: Who is ill, who earns what and who applies is nobody's business; internal is not enough for it.
#   fix: "Answer the question on data anew: personal, or regulated for pay and health."
#   controls: []
#   waivable: true
package microapp.rules.hr.confidential

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	not manifest.at(["facts", "sensitivity"]) in {"confidential", "restricted"}
	finding := {
		"id": "MA210",
		"path": "microapp.yaml",
		"line": manifest.line(["facts", "sensitivity"]),
		"message": sprintf("The data is stated as %v; data on employees is confidential.", [manifest.at(["facts", "sensitivity"])]),
	}
}
