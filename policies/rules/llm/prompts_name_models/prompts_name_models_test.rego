package microapp.rules.llm.prompts_name_models_test

import rego.v1

import data.microapp.rules.llm.prompts_name_models

refused(name) if {
	prompt := {"path": "prompts/a.yaml", "id": "a", "version": 1, "model": name, "line": 1}
	found := prompts_name_models.deny with input as {"llm": {
		"prompts": [prompt],
		"models": [{"alias": "small", "kind": "chat"}, {"alias": "embed", "kind": "embeddings"}],
	}}
	count(found) == 1
}

test_a_model_that_is_there_is_accepted if {
	not refused("small")
	not refused("auto")
	not refused("")
}

test_a_model_that_is_not_there_or_does_not_chat_is_refused if {
	refused("huge")
	refused("embed")
}

test_a_model_that_does_not_chat_is_told_as_one_that_is_not_there_for_chat if {
	prompt := {"path": "prompts/a.yaml", "id": "a", "version": 1, "model": "embed", "line": 1}
	models := [{"alias": "embed", "kind": "embeddings"}]
	found := prompts_name_models.deny with input as {"llm": {"prompts": [prompt], "models": models}}
	{finding.message | some finding in found} == {"Version 1 of a asks the model “embed”, which models.yaml does not have for chat."}
}

test_an_eval_names_a_model_that_is_there_too if {
	eval := {"path": "evals/a.yaml", "lines": {"model": 2}}
	found := prompts_name_models.deny with input as {"llm": {
		"prompts": [],
		"models": [{"alias": "small", "kind": "chat"}],
		"evals": [object.union(eval, {"model": name}) | some name in ["", "auto", "small", "huge"]],
	}}
	{finding.message | some finding in found} == {"This eval asks the model “huge”, which models.yaml does not have for chat."}
}

test_nothing_is_said_of_names_while_the_models_file_is_broken if {
	prompt := {"path": "prompts/a.yaml", "id": "a", "version": 1, "model": "small", "line": 1}
	eval := {"path": "evals/a.yaml", "lines": {"model": 2}, "model": "small"}
	problem := {"path": "models.yaml", "line": 3, "about": "form", "message": "There is no chatt."}
	facts := {
		"prompts": [prompt],
		"models": [{"alias": "small", "kind": "chatt"}],
		"evals": [eval],
	}
	judged(facts, []) == 2
	judged(facts, [problem]) == 0
}

judged(facts, problems) := count(found) if {
	found := prompts_name_models.deny with input as {"llm": object.union(facts, {"problems": problems})}
}

test_the_model_that_was_meant_is_named if {
	prompt := {"path": "prompts/a.yaml", "id": "a", "version": 1, "model": "smal", "line": 1}
	facts := {"prompts": [prompt], "models": [], "evals": [], "meant": {"models": {"smal": "small"}}}
	found := prompts_name_models.deny with input as {"llm": facts}
	{endswith(finding.message, " Did you mean small?") | some finding in found} == {true}
}
