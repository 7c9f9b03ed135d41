# METADATA
# title: A model outside is given no more than the answers say
# description: sensitivity_max of every model outside is no higher than the most sensitive data that this app said it will see.
# custom:
#   id: MA135
#   severity: error
#   why: Later data that is more sensitive would go outside at once, and nobody would be asked.
#   fix: Lower sensitivity_max of the model, or answer anew what the most sensitive data of this app is.
#   controls: [models.allowed, models.external_default]
#   waivable: true
package microapp.rules.llm.models_take_the_apps_data

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.models

deny contains finding if {
	some model in models.all
	models.is_outside(model)
	seen := object.get(manifest.demanded, ["facts", "sensitivity"], "public")
	level(model.sensitivity_max) > level(seen)
	finding := {
		"id": "MA135",
		"path": models.path,
		"line": models.line(model, "sensitivity_max"),
		"message": sprintf("The model %s is outside and may take %s data, and the answers speak of %v data at most.", [model.alias, model.sensitivity_max, seen]),
	}
}

# What is unknown is told by the form of the file.
level(name) := number if {
	some number, known in ["public", "internal", "confidential", "restricted"]
	known == name
} else := 0
