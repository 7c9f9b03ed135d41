package microapp.rules.finance.four_eyes_test

import rego.v1

import data.microapp.rules.finance.four_eyes

refused(operations) := result if {
	findings := four_eyes.deny with input as {"contract": {"operations": [{"method": parts[0], "path": parts[1], "line": 20} |
		some parts in operations
	]}}
		with data.microapp.data.finance as {"money_paths": ["payments"]}
	result := count(findings)
}

test_an_approved_payment_is_accepted if refused([["post", "/v1/payments"], ["post", "/v1/payments/{id}/approve"]]) == 0

test_a_payment_that_nobody_approves_is_refused if refused([["post", "/v1/payments"], ["get", "/v1/payments/{id}"]]) == 1

test_the_approval_of_something_else_does_not_count if {
	refused([["post", "/v1/payments"], ["post", "/v1/invoices/{id}/approve"]]) == 1
}

test_reading_payments_is_accepted if refused([["get", "/v1/payments"]]) == 0
