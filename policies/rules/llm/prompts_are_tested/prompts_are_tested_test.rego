package microapp.rules.llm.prompts_are_tested_test

import rego.v1

import data.microapp.rules.llm.prompts_are_tested

refused(change, evals) if {
	base := {"path": "prompts/a.yaml", "id": "a", "version": 1, "is_latest": true, "has_tests": false, "line": 1}
	found := prompts_are_tested.deny with input as {"llm": {"prompts": [object.union(base, change)], "evals": evals}}
	count(found) == 1
}

test_a_prompt_that_nothing_looks_at_is_refused if {
	refused({}, [])
	refused({}, [{"prompt": "b", "cases": [{"name": "x"}]}])
	refused({}, [{"prompt": "a", "cases": []}])
}

test_tests_or_an_eval_are_enough if {
	not refused({"has_tests": true}, [])
	not refused({}, [{"prompt": "a", "cases": [{"name": "x"}]}])
}

test_an_older_version_needs_none if not refused({"is_latest": false}, [])
