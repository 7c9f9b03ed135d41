# METADATA
# title: Models stay within what the answers allow
# description: Every model of models.yaml is of an allowed size and stands at an allowed place, or needs an approval; what is by exception only is not there, and no public provider is called private.
# custom:
#   id: MA112
#   severity: error
#   why: Data that has gone to a model cannot be called back, and the answers say how far it may go.
#   fix: "Take a smaller or nearer model, or write needs_approval: true; where the control says exception_only, ask for an exception."
#   controls: [models.allowed, models.ceiling, models.external_default]
#   waivable: true
package microapp.rules.llm.models_within_the_grant

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.models
import data.microapp.lib.modules

deny contains finding if {
	some model in models.all
	some problem in problems(model)
	finding := {
		"id": "MA112",
		"path": models.path,
		"line": models.line(model, problem.field),
		"message": sprintf("The model %s is %s.", [model.alias, problem.message]),
	}
}

problems(model) := {problem |
	some problem in (too_large(model) | too_far(model)) | (by_exception(model) | called_near(model))
}

too_large(model) := {{"field": "size", "message": message} |
	not model.needs_approval
	ceiling := manifest.control("models", "ceiling")
	models.rank(model.size) > models.rank(ceiling)
	message := sprintf("%s, and this app may use %v models without approval", [model.size, ceiling])
}

too_far(model) := {{"field": "place", "message": message} |
	not model.needs_approval
	not only_by_exception(model)
	allowed := manifest.control("models", "allowed")
	not is_among(model.place, allowed)
	message := sprintf("%s, which is not among the places of this app", [model.place])
}

by_exception(model) := {{"field": "place", "message": message} |
	only_by_exception(model)
	message := sprintf("%s, which this app may use by an exception only", [model.place])
}

called_near(model) := {{"field": "place", "message": message} |
	model.place == "private"
	host := lower(split(split(split(model.base_url, "://")[1], "/")[0], ":")[0])
	some domain in modules.domains(host)
	domain in data.microapp.data.model_providers.public
	message := sprintf("at %s, which is nobody's private place", [host])
}

only_by_exception(model) if {
	model.place in {"external_default", "external_powerful"}
	manifest.control("models", model.place) == "exception_only"
}

is_among(place, allowed) if {
	is_array(allowed)
	place in allowed
}
