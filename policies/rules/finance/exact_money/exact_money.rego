# METADATA
# title: Money is counted exactly
# description: Fields named like money are whole numbers of the smallest unit, or text; never floating-point numbers.
# custom:
#   id: MA202
#   severity: error
#   why: "0.1 + 0.2 is 0.30000000000000004: sums of floating-point numbers drift, and books do not close."
#   fix: "Keep cents in an int (amount_cents: int), then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.finance.exact_money

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some field in contract.fields
	contract.is_named(field.name, data.microapp.data.finance.money_words)
	"number" in contract.types(field.property)
	finding := {
		"id": "MA202",
		"path": contract.path,
		"line": contract.line_of(field),
		"message": sprintf("%s.%s is money in floating point.", [field.schema, field.name]),
	}
}
