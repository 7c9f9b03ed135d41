package microapp.rules.llm.prompts_are_told_apart_test

import rego.v1

import data.microapp.rules.llm.prompts_are_told_apart

prompt(id, version, line) := {
	"path": "prompts/sort.yaml",
	"id": id,
	"version": version,
	"lines": {"id": 1, "version": line},
}

refused(prompts) := {finding.line |
	some finding in prompts_are_told_apart.deny with input as {"llm": {"prompts": prompts}}
}

test_two_versions_of_a_prompt_are_accepted if refused([prompt("sort", 1, 4), prompt("sort", 2, 9)]) == set()

test_another_name_than_that_of_the_file_is_refused if refused([prompt("short", 1, 4)]) == {1}

test_a_file_with_a_name_that_no_id_can_be_is_to_be_renamed if {
	named := object.union(prompt("new", 1, 4), {"path": "prompts/New.yaml"})
	found := prompts_are_told_apart.deny with input as {"llm": {"prompts": [named]}}
	{finding.message | some finding in found} == {"The id is new and the file is prompts/New.yaml. Call the file prompts/new.yaml."}
}

test_the_second_of_one_number_is_refused if refused([prompt("sort", 1, 4), prompt("sort", 1, 9)]) == {9}

test_versions_without_a_number_are_for_the_form if refused([prompt("sort", 0, 4), prompt("sort", 0, 9)]) == set()
