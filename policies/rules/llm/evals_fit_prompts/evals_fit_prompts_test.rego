package microapp.rules.llm.evals_fit_prompts_test

import rego.v1

import data.microapp.rules.llm.evals_fit_prompts

prompt := {"path": "prompts/sort.yaml", "version": 2, "is_latest": true, "has_schema": false}

eval := {
	"path": "evals/sort.yaml",
	"prompt": "sort",
	"version": 0,
	"cases": [{"name": "one", "line": 5, "by_schema": false}],
	"line": 1,
	"lines": {"version": 2, "model": 3},
}

refused(change) := lines_of({
	"llm": {"prompts": [prompt], "evals": [object.union(eval, change)], "problems": []},
	"unreadable": [],
})

lines_of(facts) := {finding.line |
	some finding in evals_fit_prompts.deny with input as facts
}

case(name, line, by_schema) := {"name": name, "line": line, "by_schema": by_schema}

test_an_eval_of_the_latest_version_is_accepted if {
	refused({}) == set()
	refused({"version": 2}) == set()
}

test_an_unknown_prompt_is_refused if refused({"prompt": "short"}) == {1}

test_a_prompt_that_cannot_be_read_is_told_elsewhere if {
	broken := {"path": "prompts/sort.yaml", "line": 3, "message": "It is no YAML."}
	facts := {"llm": {"prompts": [], "evals": [eval], "problems": []}, "unreadable": [broken]}
	lines_of(facts) == set()
}

test_an_unknown_version_is_refused if {
	refused({"version": 3}) == {2}
	refused({"version": -1}) == {2}
}

test_the_second_case_of_one_name_is_refused if {
	refused({"cases": [case("one", 5, false), case("one", 9, false)]}) == {9}
}

test_a_schema_that_is_not_there_is_refused if {
	refused({"cases": [case("one", 5, true)]}) == {5}
	refused({"version": 2, "cases": [case("one", 5, true)]}) == {5}
}

test_a_variable_that_the_prompt_does_not_take_is_told if {
	given := {"cases": [object.union(case("one", 5, false), {"variables": ["text", "txt"]})]}
	takes := object.union(prompt, {"variables": ["text"], "takes_more": false})
	any := object.union(takes, {"takes_more": true})
	lines_of(about(takes, given)) == {5}
	lines_of(about(any, given)) == set()
	lines_of(object.union(about(takes, given), {"llm": {"prompts": [takes, takes]}})) == set()
}

about(one, given) := {
	"llm": {"prompts": [one], "evals": [object.union(eval, given)], "problems": []},
	"unreadable": [],
}
