# METADATA
# title: What a proxy to models says of its models
# description: Models, prompts and evals as the facts give them; whether a model stands outside.
package microapp.lib.models

import rego.v1

path := "models.yaml"

all := input.llm.models

prompts := input.llm.prompts

evals := input.llm.evals

sizes := ["small", "medium", "large"]

# The line of a field, or of the model where the field is not there.
line(model, field) := object.get(model, ["lines", field], model.line)

# A place that is unknown or not there counts as outside.
is_outside(model) if {
	model.provider != "local"
	model.place != "private"
}

# Sizes in their order; what is unknown is larger than all.
rank(size) := number if {
	some number, name in sizes
	name == size
} else := 99
