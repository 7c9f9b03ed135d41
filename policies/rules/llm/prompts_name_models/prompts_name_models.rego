# METADATA
# title: Every prompt and every eval asks a model that is there
# description: The model that a prompt or an eval names is a chat model of models.yaml, or auto; a prompt that names none asks auto.
# custom:
#   id: MA118
#   severity: error
#   why: A service whose prompts or evals name a model that is gone does not start.
#   fix: Write the alias of a model that models.yaml has.
#   controls: [models.allowed, models.prompt_store]
#   waivable: true
package microapp.rules.llm.prompts_name_models

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	not models.path in models.broken
	not prompt.model in aliases
	finding := {
		"id": "MA118",
		"path": prompt.path,
		"line": prompt.line,
		"message": sprintf("Version %d of %s asks the model “%s”, which models.yaml does not have for chat.%s", [prompt.version, prompt.id, prompt.model, models.did_you_mean("models", prompt.model)]),
	}
}

deny contains finding if {
	some eval in models.evals
	not models.path in models.broken
	not eval.model in aliases
	finding := {
		"id": "MA118",
		"path": eval.path,
		"line": eval.lines.model,
		"message": sprintf("This eval asks the model “%s”, which models.yaml does not have for chat.%s", [eval.model, models.did_you_mean("models", eval.model)]),
	}
}

aliases := {"", "auto"} | {model.alias | some model in models.all; model.kind == "chat"}
