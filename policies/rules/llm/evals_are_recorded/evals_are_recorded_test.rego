package microapp.rules.llm.evals_are_recorded_test

import rego.v1

import data.microapp.rules.llm.evals_are_recorded

messages(version, cassettes) := {finding.message | some finding in found} if {
	eval := {"path": "evals/a.yaml", "prompt": "a", "version": version, "cases": [{"name": "x", "line": 3}], "line": 1}
	found := evals_are_recorded.deny with input as {"llm": {
		"prompts": [
			{"path": "prompts/a.yaml", "version": 1, "is_latest": false},
			{"path": "prompts/a.yaml", "version": 2, "is_latest": true},
		],
		"evals": [eval],
		"cassettes": cassettes,
	}}
}

recorded(version, answers) := [{"prompt": "a", "version": version, "answers": answers}]

test_a_recorded_case_is_accepted if {
	messages(0, recorded(2, ["x"])) == set()
	messages(1, recorded(1, ["x"])) == set()
}

test_a_case_that_is_not_recorded_is_refused if {
	messages(0, []) == {"The case “x” has no recorded answer for a v2."}
	count(messages(0, recorded(1, ["x"]))) == 1
	count(messages(0, recorded(2, ["y"]))) == 1
	count(messages(0, [{"prompt": "b", "version": 2, "answers": ["x"]}])) == 1
}

test_an_eval_of_no_version_is_for_another_rule if {
	messages(99, []) == set()
	messages(-1, []) == set()
}

test_an_eval_of_no_prompt_is_for_another_rule if {
	eval := {"path": "evals/b.yaml", "prompt": "b", "version": 0, "cases": [{"name": "x", "line": 3}], "line": 1}
	found := evals_are_recorded.deny with input as {"llm": {"prompts": [], "evals": [eval], "cassettes": []}}
	found == set()
}

test_a_broken_recording_is_told_and_not_the_cases_that_it_lacks if {
	broken := object.union(recorded(2, [])[0], {"path": "evals/cassettes/a.v2.small.json", "is_broken": true})
	messages(0, [broken]) == {"This is no file of recorded answers. Delete it, and record again."}
}

test_a_broken_recording_of_an_older_version_is_told_as_well if {
	broken := {"prompt": "a", "version": 1, "answers": [], "path": "evals/cassettes/a.v1.small.json", "is_broken": true}
	told := messages(0, array.concat(recorded(2, ["x"]), [broken]))
	told == {"This is no file of recorded answers. Delete it, and record again."}
}
