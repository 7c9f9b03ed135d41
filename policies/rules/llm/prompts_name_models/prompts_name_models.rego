# METADATA
# title: Every prompt asks a model that is there
# description: The model that a prompt names is a chat model of models.yaml, or auto; one that names none asks auto.
# custom:
#   id: MA118
#   severity: error
#   why: A prompt whose model is gone fails at its first call, in front of its user.
#   fix: Write the alias of a model that models.yaml has.
#   controls: [models.allowed, models.prompt_store]
#   waivable: true
package microapp.rules.llm.prompts_name_models

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	not prompt.model in aliases
	finding := {
		"id": "MA118",
		"path": prompt.path,
		"line": prompt.line,
		"message": sprintf("Version %d of %s asks the model “%s”, which models.yaml does not have.", [prompt.version, prompt.id, prompt.model]),
	}
}

aliases := {"", "auto"} | {model.alias | some model in models.all; model.kind == "chat"}
