package microapp.rules.hr.human_decides_test

import rego.v1

import data.microapp.rules.hr.human_decides

refused(llm) := result if {
	findings := human_decides.deny with input as {"manifest": {"facts": {"llm": llm}}, "lines": {}}
	result := count(findings)
}

test_an_ai_that_proposes_is_accepted if refused("private") == 0

test_an_ai_that_acts_is_refused if refused("agentic") == 1
