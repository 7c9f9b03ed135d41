# METADATA
# title: The most sensitive data is kept only by an app that said so
# description: Fields named like health, religion, pay or bank data appear only where the answer on data is regulated.
# custom:
#   id: MA103
#   severity: error
#   why: These data need field encryption, an impact assessment and two reviewers, which only that answer brings.
#   fix: "Remove the field, or answer the question on data anew: it is regulated."
#   controls: []
#   waivable: true
package microapp.rules.pii.special_categories

import rego.v1

import data.microapp.lib.contract
import data.microapp.lib.manifest

deny contains finding if {
	manifest.at(["facts", "pii"]) == true
	manifest.at(["facts", "regulated"]) == false
	some field in contract.fields
	contract.is_named(field.name, words)
	finding := {
		"id": "MA103",
		"path": contract.path,
		"line": contract.line_of(field),
		"message": sprintf("%s.%s is regulated data, and the answers say that there is none.", [field.schema, field.name]),
	}
}

regulated := ["iban", "bank_account", "account_number", "credit_card", "card_number", "salary", "wage", "passport_number"]

words contains word if some word in regulated

words contains word if {
	some list in data.microapp.data.personal_fields.special
	some word in list
}
