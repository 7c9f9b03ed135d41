package microapp.rules.llm.apps_within_the_grant_test

import rego.v1

import data.microapp.rules.llm.apps_within_the_grant

quotas := {"monthly_usd": 150, "monthly_usd_app": 120, "embeddings_monthly_usd": 25, "daily_tokens": 1000}

app(name, cap, nano, line) := {"name": name, "line": line, "caps": [{"name": cap, "nano": nano, "line": line + 1}]}

refused(apps) := {finding.line |
	some finding in apps_within_the_grant.deny with input as {
		"llm": {"apps": apps},
		"manifest": {},
		"demanded": {"controls": {"quotas": quotas}},
	}
}

test_what_is_granted_is_accepted if {
	refused([app("desk", "monthly_usd", 120000000000, 2), app("shop", "daily_tokens", 1000000000000, 5)]) == set()
	refused([app("desk", "embeddings_monthly_usd", 20000000000, 2)]) == set()
}

test_more_than_that_is_refused if {
	refused([app("desk", "monthly_usd", 120000000001, 2)]) == {3}
	refused([app("desk", "daily_tokens", 1001000000000, 2)]) == {3}
	refused([app("desk", "embeddings_monthly_usd", 20000000001, 2)]) == {3}
}

test_dollars_with_decimals_are_compared_exactly if {
	cents := object.union(quotas, {"monthly_usd_app": 2.01})
	asked := [app("desk", "monthly_usd", 2010000000, 2), app("shop", "monthly_usd", 2010000001, 5)]
	asked_lines := {finding.line |
		some finding in apps_within_the_grant.deny with input as {
			"llm": {"apps": asked},
			"manifest": {},
			"demanded": {"controls": {"quotas": cents}},
		}
	}
	asked_lines == {6}
}

test_a_cap_of_its_own_for_embeddings_counts if {
	own := object.union(quotas, {"embeddings_monthly_usd_app": 5})
	asked := [app("desk", "embeddings_monthly_usd", 5000000001, 2)]
	asked_lines := {finding.line |
		some finding in apps_within_the_grant.deny with input as {
			"llm": {"apps": asked},
			"manifest": {},
			"demanded": {"controls": {"quotas": own}},
		}
	}
	asked_lines == {3}
}

test_the_second_of_one_name_is_refused if {
	refused([app("desk", "monthly_usd", 1, 2), app("desk", "monthly_usd", 1, 5)]) == {5}
}

test_what_is_no_amount_is_refused if refused([app("desk", "monthly_usd", -1, 2)]) == {3}
