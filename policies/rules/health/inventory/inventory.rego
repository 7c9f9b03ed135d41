# METADATA
# title: It is written down which data on patients is kept where
# description: As soon as the contract has fields on patients, the data inventory is written.
# custom:
#   id: MA220
#   severity: error
#   why: Who must tell patients what is known about them cannot begin to look for it then.
#   fix: "Write docs/data_inventory.md: each field, why it is kept, how long, and who sees it."
#   controls: [pii.inventory]
#   waivable: true
package microapp.rules.health.inventory

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some field in contract.fields
	contract.is_named(field.name, data.microapp.data.health.patient_words)
	page := data.microapp.data.health.inventory
	written := object.get(input.documents, [page, "words"], 0)
	written < data.microapp.data.health.inventory_words
	finding := {
		"id": "MA220",
		"path": contract.path,
		"line": contract.line_of(field),
		"message": sprintf("%s.%s is data on patients, and %s has %d words.", [field.schema, field.name, page, written]),
	}
}
