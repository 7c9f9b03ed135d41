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

problems := input.llm.problems

# A prompt is called like its file; with another id it is not loaded.
name_of(prompt) := trim_suffix(trim_prefix(prompt.path, "prompts/"), ".yaml")

# Files that cannot be read, or do not have their form: nobody knows what else they say.
broken contains entry.path if some entry in input.unreadable

broken contains problem.path if {
	some problem in problems
	problem.about == "form"
}
