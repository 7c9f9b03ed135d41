package microapp.rules.base.controls_kept_test

import rego.v1

import data.microapp.rules.base.controls_kept

refused(weakened) := result if {
	findings := controls_kept.deny with input as {"weakened": weakened}
	result := {finding.message | some finding in findings}
}

test_nothing_weakened_is_accepted if count(refused([])) == 0

test_a_looser_value_is_named_with_the_demanded_one if {
	weak := {"control": "quotas.rpm_user", "value": 900, "demanded": 30, "line": 70}
	refused([weak]) == {"controls.quotas.rpm_user is 900; the answers demand 30."}
}

test_a_missing_control_is_named if {
	weak := {"control": "auth.mfa", "value": null, "demanded": "required", "line": 1}
	refused([weak]) == {"controls.auth.mfa is missing; the answers demand required."}
}

test_a_number_in_quotes_is_told_as_text if {
	weak := {"control": "quotas.monthly_usd", "value": "150", "demanded": 150, "line": 70}
	refused([weak]) == {"controls.quotas.monthly_usd is text in quotes, “150”; the answers demand the number 150. Remove the quotes."}
}
