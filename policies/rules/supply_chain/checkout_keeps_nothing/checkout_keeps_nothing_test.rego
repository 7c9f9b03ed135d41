package microapp.rules.supply_chain.checkout_keeps_nothing_test

import rego.v1

import data.microapp.rules.supply_chain.checkout_keeps_nothing

refused(given) := result if {
	use := {"name": "actions/checkout", "line": 9, "with": given}
	findings := checkout_keeps_nothing.deny with input as {"workflows": [{"path": "ci.yml", "jobs": [{"id": "a", "uses": [use]}]}]}
	result := count(findings)
}

test_false_is_accepted if refused({"persist-credentials": "false"}) == 0

test_anything_else_is_refused if {
	every given in [{}, {"persist-credentials": "true"}, {"persist-credentials": "${{ inputs.keep }}"}] {
		refused(given) == 1
	}
}
