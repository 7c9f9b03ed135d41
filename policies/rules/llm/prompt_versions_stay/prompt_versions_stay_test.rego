package microapp.rules.llm.prompt_versions_stay_test

import rego.v1

import data.microapp.rules.llm.prompt_versions_stay

prompt := {
	"path": "prompts/sort.yaml",
	"version": 1,
	"frozen": {"words": "a", "variables": "b", "output": "c"},
	"lines": {"version": 4},
}

latest := object.union(prompt, {"version": 2, "lines": {"version": 9}})

told(prompts, before, unreadable) := {[finding.line, finding.message, finding.fix] |
	some finding in prompt_versions_stay.deny with input as {
		"llm": {"prompts": prompts, "before": before, "problems": []},
		"unreadable": unreadable,
	}
}

old(frozen) := object.union(object.remove(prompt, ["lines"]), {"frozen": object.union(prompt.frozen, frozen)})

test_what_stayed_and_what_is_new_is_accepted if told([prompt, latest], [old({})], []) == set()

test_other_words_are_refused_with_what_to_do if {
	told([prompt, latest], [old({"words": "x"})], []) == {[
		4,
		"Version 1 of sort is another than it was: its words changed.",
		"Put version 1 back as it was, and write the change as version 3 at the end of prompts/sort.yaml.",
	]}
}

test_all_that_changed_is_named if {
	some found in told([prompt], [old({"variables": "x", "output": "y"})], [])
	found[1] == "Version 1 of sort is another than it was: its variables changed, the form of its answer changed."
}

test_a_version_that_is_gone_is_refused if {
	{found[0] | some found in told([latest], [old({})], [])} == {1}
	{found[0] | some found in told([], [old({})], [])} == {0}
}

test_a_file_that_cannot_be_read_is_told_elsewhere if {
	told([], [old({})], [{"path": "prompts/sort.yaml", "line": 3, "message": "It is no YAML."}]) == set()
}
