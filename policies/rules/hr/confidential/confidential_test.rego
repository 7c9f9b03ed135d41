package microapp.rules.hr.confidential_test

import rego.v1

import data.microapp.rules.hr.confidential

refused(sensitivity) := result if {
	findings := confidential.deny with input as {
		"manifest": {"facts": {"sensitivity": sensitivity}},
		"lines": {},
	}
	result := count(findings)
}

test_confidential_is_accepted if {
	refused("confidential") == 0
	refused("restricted") == 0
}

test_less_is_refused if {
	refused("internal") == 1
	refused(null) == 1
}
