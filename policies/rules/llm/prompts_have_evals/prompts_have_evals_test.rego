package microapp.rules.llm.prompts_have_evals_test

import rego.v1

import data.microapp.rules.llm.prompts_have_evals

refused(evals) := count(findings) if {
	prompt := {"path": "prompts/sort.yaml", "is_latest": true, "has_tests": true, "lines": {"id": 1}}
	findings := prompts_have_evals.deny with input as {"llm": {"prompts": [prompt], "evals": evals}}
}

test_an_eval_with_cases_is_accepted if refused([{"prompt": "sort", "cases": [{"name": "one"}]}]) == 0

test_no_eval_and_one_without_cases_are_told if {
	refused([]) == 1
	refused([{"prompt": "sort", "cases": []}]) == 1
	refused([{"prompt": "short", "cases": [{"name": "one"}]}]) == 1
}
