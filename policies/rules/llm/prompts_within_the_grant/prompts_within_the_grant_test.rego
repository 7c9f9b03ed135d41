package microapp.rules.llm.prompts_within_the_grant_test

import rego.v1

import data.microapp.rules.llm.prompts_within_the_grant

refused(tokens) := count(findings) if {
	prompt := {"path": "prompts/sort.yaml", "version": 1, "max_output_tokens": tokens, "lines": {"max_output_tokens": 9}}
	findings := prompts_within_the_grant.deny with input as {
		"llm": {"prompts": [prompt]},
		"manifest": {},
		"demanded": {"controls": {"models": {"max_output_tokens": 400}}},
	}
}

test_up_to_the_limit_is_accepted if {
	refused(400) == 0
	refused(0) == 0
}

test_more_than_that_is_refused if refused(401) == 1
