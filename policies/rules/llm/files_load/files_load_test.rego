package microapp.rules.llm.files_load_test

import rego.v1

import data.microapp.rules.llm.files_load

problem := {"path": "models.yaml", "line": 7, "about": "form", "message": "There is no field modl here."}

found(facts) := {{"path": finding.path, "line": finding.line} |
	some finding in files_load.deny with input as object.union({"manifest": {"blueprint": "llm-proxy"}}, facts)
}

files(paths) := [{"path": path} | some path in paths]

whole := ["models.yaml", "prompts/sort.yaml", "evals/sort.yaml"]

test_each_wrong_field_is_told_with_its_line if {
	told := found({"llm": {"problems": [problem]}, "files": files(whole)})
	told == {{"path": "models.yaml", "line": 7}}
}

test_what_other_rules_tell_is_not_told_twice if {
	others := object.union(problem, {"about": "text"})
	found({"llm": {"problems": [others]}, "files": files(whole)}) == set()
}

test_a_proxy_without_models_or_prompts_is_refused if {
	told := found({"llm": {"problems": []}, "files": files(["README.md"])})
	told == {{"path": "models.yaml", "line": 0}, {"path": "prompts/", "line": 0}}
}

test_another_blueprint_needs_none_of_them if {
	found({"llm": {"problems": []}, "files": [], "manifest": {"blueprint": "crud"}}) == set()
}

test_a_file_that_nobody_reads_is_refused if {
	lost := ["prompts/new.yml", "prompts/team/new.yaml", "evals/new.YAML"]
	told := found({"llm": {"problems": []}, "files": files(array.concat(whole, lost))})
	{one.path | some one in told} == {path | some path in lost}
}
