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

test_the_eval_that_is_missing_is_written_out if {
	prompt := {"path": "prompts/sort.yaml", "is_latest": true, "has_tests": true, "variables": ["text"], "lines": {"id": 1}}
	found := prompts_have_evals.deny with input as {"llm": {"prompts": [prompt], "evals": []}}
	written := "{prompt: sort, cases: [{name: it answers, variables: {text: …}, expect: {no_pii: true}}]}"
	{finding.message | some finding in found} == {concat("", ["No eval is about sort. Write into evals/sort.yaml: ", written])}
}

test_an_eval_with_a_broken_form_is_an_eval_all_the_same if {
	prompt := {"path": "prompts/a.yaml", "id": "a", "is_latest": true, "has_tests": true, "lines": {"id": 1}}
	facts := {"prompts": [prompt], "evals": []}
	problem := {"path": "evals/a.yaml", "line": 2, "about": "form", "message": "There is no field promt."}
	told(facts, []) == 1
	told(facts, [problem]) == 0
	told(facts, [object.union(problem, {"path": "prompts/a.yaml"})]) == 0
}

told(facts, problems) := count(found) if {
	found := prompts_have_evals.deny with input as {"llm": object.union(facts, {"problems": problems})}
}
