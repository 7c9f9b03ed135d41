package microapp.rules.llm.proxies_say_so_test

import rego.v1

import data.microapp.rules.llm.proxies_say_so

refused(blueprint, llm) := {finding.line |
	some finding in proxies_say_so.deny with input as {
		"manifest": {"blueprint": blueprint},
		"demanded": {"facts": {"llm": llm}},
		"lines": {"/answers": 20, "/answers/ai_and_egress": 24},
	}
}

test_a_proxy_that_says_so_is_accepted if refused("llm-proxy", "private") == set()

test_a_proxy_that_denies_it_is_refused_at_its_answer if refused("llm-proxy", "none") == {24}

test_answers_that_nobody_can_read_are_told_alone if {
	facts := {"manifest": {"blueprint": "llm-proxy"}, "demanded": null, "lines": {}}
	found := proxies_say_so.deny with input as facts
	found == set()
}

test_another_app_may_use_no_ai if refused("crud", "none") == set()
