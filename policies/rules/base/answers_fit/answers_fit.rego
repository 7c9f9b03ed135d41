# METADATA
# title: What the app does fits what its answers say
# description: An app that said it sees no personal data, or may not keep any, has no such fields.
# custom:
#   id: MA009
#   severity: error
#   why: The answers decide the protections; an app that does more than they say runs without the ones it needs.
#   fix: Answer the question anew with microapp new in another folder, take over the new microapp.yaml, or remove the code.
#   controls: [pii.store_pii]
#   waivable: true
package microapp.rules.base.answers_fit

import rego.v1

import data.microapp.lib.contract
import data.microapp.lib.manifest

deny contains finding if {
	some field in contract.fields
	contract.is_named(field.name, sensitive)
	finding := {
		"id": "MA009",
		"path": contract.path,
		"line": contract.line_of(field),
		"message": sprintf("%s.%s holds personal data, and the answers %s.", [field.schema, field.name, refusal]),
	}
}

refusal := "say that the app sees none" if {
	manifest.at(["facts", "pii"]) == false
} else := "do not let the app keep any" if {
	manifest.control("pii", "store_pii") == false
}

sensitive contains word if {
	some kind in ["sensitive", "special"]
	some words in data.microapp.data.personal_fields[kind]
	some word in words
}
