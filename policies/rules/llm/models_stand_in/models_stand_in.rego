# METADATA
# title: Every model has an alias of its own, and stand-ins of its kind
# description: No alias of models.yaml is there twice, and fallback names other models of the same kind; those of embeddings have none.
# custom:
#   id: MA134
#   severity: error
#   why: Callers ask for a model by its alias. With two of one, or a stand-in that is none, the service does not start.
#   fix: Give one of the two another alias; name under fallback models that models.yaml has.
#   controls: [models.allowed]
#   waivable: false
package microapp.rules.llm.models_stand_in

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some number, model in models.all
	some problem in problems(number, model)
	finding := {
		"id": "MA134",
		"path": models.path,
		"line": models.line(model, problem.field),
		"message": problem.message,
	}
}

problems(number, model) := twice(number, model) | of_vectors(model) | no_stand_in(model)

twice(number, model) := {{"field": "alias", "message": message} |
	some other, before in models.all
	other < number
	model.alias != ""
	before.alias == model.alias
	message := sprintf("The alias %s is there twice. Give one of the two another name.", [model.alias])
}

of_vectors(model) := {{"field": "fallback", "message": message} |
	model.kind == "embeddings"
	count(model.fallback) > 0
	message := "No model stands in for one of embeddings: its vectors mean something else. Remove fallback."
}

no_stand_in(model) := {{"field": "fallback", "message": message} |
	model.kind != "embeddings"
	some alias in model.fallback
	not can_stand_in(model, alias)
	message := sprintf("The stand-in %s is not another model of the kind %s.", [alias, model.kind])
}

can_stand_in(model, alias) if {
	alias != model.alias
	some other in models.all
	[other.alias, other.kind] == [alias, model.kind]
}
