package microapp.rules.hr.applicants_test

import rego.v1

import data.microapp.rules.hr.applicants

refused(schema, days) := result if {
	findings := applicants.deny with input as {
		"manifest": {"controls": {"retention": {"app_data_days": {"value": days}}}},
		"contract": {"document": {"components": {"schemas": {schema: {"type": "object"}}}}},
		"lines": {},
	}
		with data.microapp.data.hr as {"applicant_days": 180, "applicant_words": ["applicant"]}
	result := count(findings)
}

test_half_a_year_is_accepted if refused("JobApplicant", 180) == 0

test_longer_is_refused if {
	refused("Applicant", 181) == 1
	refused("Applicant", null) == 1
}

test_other_records_may_stay if refused("Note", 365) == 0
