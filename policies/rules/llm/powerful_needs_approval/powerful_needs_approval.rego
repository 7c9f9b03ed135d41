# METADATA
# title: A powerful model outside needs an approval
# description: "Every model at the place external_powerful says needs_approval: true."
# custom:
#   id: MA114
#   severity: error
#   why: It costs the most and sees the most; a person says yes to each use, for a time.
#   fix: "Write needs_approval: true for the model, and ask by POST /v1/approvals."
#   controls: [models.external_powerful]
#   waivable: true
package microapp.rules.llm.powerful_needs_approval

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some model in models.all
	model.place == "external_powerful"
	not model.needs_approval
	finding := {
		"id": "MA114",
		"path": models.path,
		"line": models.line(model, "needs_approval"),
		"message": sprintf("The model %s is powerful, stands outside, and needs no approval.", [model.alias]),
	}
}
