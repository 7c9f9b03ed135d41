# METADATA
# title: A model outside is reached by https, with a key from the environment
# description: Every model outside names a variable LLM_KEY_… and an https address; no entry holds a key, and every server has an address.
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
	some field in {"key", "base_url"}
	message := problem(model, field)
	finding := {
		"id": "MA113",
		"path": models.path,
		"line": models.line(model, field),
		"message": sprintf("The model %s %s.", [model.alias, message]),
	}
}

problem(model, "key") := "names no variable LLM_KEY_… for its key" if {
	not is_variable(model.key)
	needs_key(model)
}

problem(model, "base_url") := "is outside and has no https address" if {
	models.is_outside(model)
	not startswith(model.base_url, "https://")
} else := "has no address that can be used: write https:// and a host, without name, password or query" if {
	model.provider != "local"
	model.is_address == false
}

needs_key(model) if model.key != ""

needs_key(model) if models.is_outside(model)

is_variable(key) if regex.match(`^LLM_KEY_[A-Z0-9_]{1,40}$`, key)
