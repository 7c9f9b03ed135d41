package microapp.rules.base.answers_age_test

import rego.v1

import data.microapp.rules.base.answers_age

refused(lifecycle) := result if {
	findings := answers_age.deny with input as {
		"today": "2026-11-23",
		"manifest": {"lifecycle": lifecycle},
		"demanded": {"controls": {"review": {"answers_max_age_days": 365}}},
		"lines": {},
	}
	result := count(findings)
}

test_the_last_day_is_in_date if refused({"created": "2025-11-23"}) == 0

test_the_day_after_is_not if refused({"created": "2025-11-22"}) == 1

test_answering_again_helps if refused({"created": "2020-02-29", "assessed": "2026-11-23"}) == 0

test_tomorrow_is_refused if refused({"created": "2026-11-24"}) == 1

test_what_is_no_date_is_refused if {
	every text in ["2026-02-30", "2025-02-29", "yesterday", "", 5, null] {
		refused({"created": text}) == 1
	}
}
