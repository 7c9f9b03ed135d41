# METADATA
# title: What a proxy to models says of its models
# description: Models, prompts and evals as the facts give them; whether a model stands outside.
package microapp.lib.models

import rego.v1

path := "models.yaml"

# What a broken file says is known to nobody: its form is told first, and the rest is guesswork.
all := [] if {
	path in broken
} else := input.llm.models

prompts := [prompt | some prompt in input.llm.prompts; not prompt.path in broken]

evals := [eval | some eval in input.llm.evals; not eval.path in broken]

# Prompts that an eval is about, be it broken: nobody is to write a second one.
evaluated contains eval.prompt if {
	some eval in input.llm.evals
	count(eval.cases) > 0
}

evaluated contains name if {
	some file in broken
	startswith(file, "evals/")
	name := trim_suffix(trim_prefix(file, "evals/"), ".yaml")
}

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

# A question to put behind a sentence on a name that nothing has; no name is always near.
did_you_mean(kind, name) := hint(object.get(input.llm, ["meant", kind, name], ""))

hint(meant) := "" if {
	meant == ""
} else := sprintf(" Did you mean %s?", [meant])

# A prompt is called like its file; with another id it is not loaded.
name_of(prompt) := trim_suffix(trim_prefix(prompt.path, "prompts/"), ".yaml")

# Whether an eval of this prompt is about this version of it; one that names none is about the latest.
is_about(eval, prompt) if eval.version == prompt.version

is_about(eval, prompt) if {
	eval.version == 0
	prompt.is_latest
}

# Files that cannot be read, or do not have their form: nobody knows what else they say.
broken contains entry.path if some entry in input.unreadable

broken contains problem.path if {
	some problem in problems
	problem.about == "form"
}
