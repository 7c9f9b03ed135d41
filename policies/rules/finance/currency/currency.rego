# METADATA
# title: An amount says in which currency it is
# description: A schema with a field named like money has a currency too.
# custom:
#   id: MA203
#   severity: warning
#   why: An amount without a currency is added to one of another, and nobody sees it.
#   fix: "Add a field currency with the three letters of ISO 4217, then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.finance.currency

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some field in contract.fields
	contract.is_named(field.name, data.microapp.data.finance.money_words)
	count(contract.types(field.property) & {"integer", "number"}) > 0
	not has_currency(field.schema)
	finding := {
		"id": "MA203",
		"path": contract.path,
		"line": contract.line_of(field),
		"message": sprintf("%s.%s is an amount, and %s has no currency.", [field.schema, field.name, field.schema]),
	}
}

has_currency(schema) if {
	some field in contract.fields
	field.schema == schema
	contract.is_named(field.name, ["currency"])
}
