package microapp.rules.base.lifecycle_test

import rego.v1

import data.microapp.rules.base.lifecycle

refused(change) := result if {
	findings := lifecycle.deny with input as {
		"today": "2026-11-23",
		"manifest": {"lifecycle": object.union({"stage": "production", "created": "2026-01-01", "expires": "2026-12-31"}, change)},
		"demanded": {"controls": {"lifecycle": {"expires_days": 365}}},
		"lines": {},
	}
		with data.microapp.data.lifecycle as {"stages": ["draft", "production", "retired"], "ended": ["retired"]}
	result := count(findings)
}

test_an_app_in_its_time_is_accepted if refused({}) == 0

test_the_last_day_still_counts if refused({"expires": "2026-11-23"}) == 0

test_the_day_after_is_refused if refused({"expires": "2026-11-22"}) == 1

test_a_retired_app_may_be_past_its_end if refused({"stage": "retired", "expires": "2026-02-01"}) == 0

test_an_end_too_far_away_is_refused if refused({"expires": "2027-01-02"}) == 1

test_renewing_moves_the_end if refused({"expires": "2027-01-02", "assessed": "2026-06-01"}) == 0

test_an_unknown_stage_is_refused if refused({"stage": "banana"}) == 1

test_a_day_that_is_none_is_refused if refused({"expires": "2026-13-01"}) == 1
