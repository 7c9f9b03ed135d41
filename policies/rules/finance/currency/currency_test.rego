package microapp.rules.finance.currency_test

import rego.v1

import data.microapp.rules.finance.currency

refused(properties) := result if {
	findings := currency.deny with input as {"contract": {"document": {"components": {"schemas": {"Payment": {"properties": properties}}}}}}
		with data.microapp.data.finance as {"money_words": ["amount"]}
	result := count(findings)
}

amount := {"type": "integer"}

test_an_amount_with_a_currency_is_accepted if refused({"amount": amount, "currency": {"type": "string"}}) == 0

test_an_amount_without_one_is_refused if refused({"amount": amount}) == 1

test_other_fields_need_none if refused({"title": {"type": "string"}}) == 0
