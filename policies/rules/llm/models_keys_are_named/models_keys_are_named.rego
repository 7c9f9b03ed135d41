# METADATA
# title: A model outside is reached by https, with a key from the environment
# description: Every model outside names a variable LLM_KEY_… and an https address; no entry holds a key.
# custom:
#   id: MA113
#   severity: error
#   why: A key in a file is a key for everybody who can read it, and plain http shows each text on the way.
#   fix: "Write key: LLM_KEY_NAME and base_url: https://…; the key itself goes into the secrets manager."
#   controls: [models.direct_provider_keys]
#   waivable: false
package microapp.rules.llm.models_keys_are_named

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some model in models.all
	some field, message in problems(model)
	finding := {
		"id": "MA113",
		"path": models.path,
		"line": models.line(model, field),
		"message": sprintf("The model %s %s.", [model.alias, message]),
	}
}

problems(model) := {field: message |
	some field, message in {
		"key": "names no variable LLM_KEY_… for its key",
		"base_url": "is outside and has no https address",
	}
	is_wrong(model, field)
}

is_wrong(model, "key") if {
	model.key != ""
	not is_variable(model.key)
}

is_wrong(model, "key") if {
	models.is_outside(model)
	not is_variable(model.key)
}

is_wrong(model, "base_url") if {
	models.is_outside(model)
	not startswith(model.base_url, "https://")
}

is_variable(key) if regex.match(`^LLM_KEY_[A-Z0-9_]{1,40}$`, key)
