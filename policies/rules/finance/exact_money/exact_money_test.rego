package microapp.rules.finance.exact_money_test

import rego.v1

import data.microapp.rules.finance.exact_money

refused(name, kind) := result if {
	findings := exact_money.deny with input as {"contract": {"document": {"components": {"schemas": {"Payment": {"properties": {name: {"type": kind}}}}}}}}
		with data.microapp.data.finance as {"money_words": ["amount", "price"]}
	result := count(findings)
}

test_cents_and_texts_are_accepted if {
	refused("amount", "integer") == 0
	refused("price", "string") == 0
}

test_floating_point_is_refused if {
	refused("amount", "number") == 1
	refused("netPrice", "number") == 1
	refused("price", ["number", "null"]) == 1
}

test_other_numbers_are_accepted if refused("distance", "number") == 0
