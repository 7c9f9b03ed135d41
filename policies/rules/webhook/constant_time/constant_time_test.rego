package microapp.rules.webhook.constant_time_test

import rego.v1

import data.microapp.rules.webhook.constant_time

refused(names) := result if {
	findings := constant_time.deny with input as {"python": {"calls": [{"path": "app/hooks.py", "line": 9, "name": name} |
		some name in names
	]}}
	result := count(findings)
}

test_constant_time_is_accepted if refused(["hmac.new", "hmac.compare_digest"]) == 0

test_an_ordinary_comparison_is_refused if refused(["hmac.new", "print"]) == 1

test_a_file_without_hmac_is_accepted if refused(["print"]) == 0
