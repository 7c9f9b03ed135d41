package microapp.rules.llm.prompts_fill_in_test

import rego.v1

import data.microapp.rules.llm.prompts_fill_in

refused(uses, problems) := {finding.line |
	prompt := {"path": "prompts/sort.yaml", "version": 1, "uses": uses, "variables": ["text"]}
	some finding in prompts_fill_in.deny with input as {"llm": {"prompts": [prompt], "problems": problems}}
}

test_a_declared_name_is_accepted if refused([{"name": "text", "line": 6}], []) == set()

test_a_name_that_is_not_declared_is_refused_where_it_is_used if {
	refused([{"name": "texts", "line": 6}, {"name": "text", "line": 9}], []) == {6}
}

test_a_text_that_cannot_be_read_is_refused if {
	broken := {"path": "prompts/sort.yaml", "line": 9, "about": "text", "message": "The text is empty."}
	form := {"path": "prompts/sort.yaml", "line": 2, "about": "form", "message": "id is missing."}
	refused([], [broken, form]) == {9}
}

test_the_variable_that_was_meant_is_named if {
	used := {"name": "txt", "line": 6, "meant": "text"}
	prompt := {"path": "prompts/sort.yaml", "version": 1, "uses": [used], "variables": ["text"]}
	found := prompts_fill_in.deny with input as {"llm": {"prompts": [prompt], "problems": []}}
	{endswith(finding.message, " Did you mean text?") | some finding in found} == {true}
}
