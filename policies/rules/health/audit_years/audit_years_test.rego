package microapp.rules.health.audit_years_test

import rego.v1

import data.microapp.rules.health.audit_years

refused(days) := result if {
	findings := audit_years.deny with input as {
		"manifest": {"controls": {"retention": {"audit_days": {"value": days}}}},
		"lines": {},
	}
		with data.microapp.data.health as {"audit_days": 2555}
	result := count(findings)
}

test_long_enough_is_accepted if {
	refused(2555) == 0
	refused(3650) == 0
}

test_too_short_is_refused if {
	refused(2554) == 1
	refused("forever") == 1
	refused(null) == 1
}
