# METADATA
# title: What is deployed, whatever its form
# description: Dockerfiles, compose services and Kubernetes objects of the facts, with the line of each part.
package microapp.lib.deploy

import rego.v1

import data.microapp.lib.manifest

runs_in_containers if manifest.text(["runtime"]) == "container"

# What an author wrote may be of any kind. These look at it without stumbling.

matches(pattern, text) if {
	is_string(text)
	regex.match(pattern, text)
}

field(holder, key) := value if {
	is_object(holder)
	value := holder[key]
} else := null

has_some(value) if {
	is_array(value)
	count(value) > 0
}

has_some(value) if {
	is_object(value)
	count(value) > 0
}

is_nothing(value) if value in [null, [], {}]

# Text as it is; of anything else only that it is something else.
shown(value) := value if {
	is_string(value)
} else := sprintf("%v", [value]) if {
	is_number(value)
} else := "something that is no text"

# Images

is_pinned(image) if matches(`^[^[:space:]@]+@sha256:[0-9a-f]{64}$`, image)

is_moving(tag) if matches(`^(latest|main|master|edge|nightly|stable)$`, tag)

is_hidden(value) if value == "(hidden)"

instructions contains found if {
	some path, dockerfile in input.dockerfiles
	some instruction in dockerfile.instructions
	is_object(instruction)
	found := object.union(instruction, {"path": path, "is_last": instruction.stage == count(dockerfile.stages) - 1})
}

# Compose

services contains found if {
	some path, file in input.compose
	some name, entry in file.services
	found := {"path": path, "name": name, "line": entry.line, "lines": entry.lines, "service": entry.service}
}

# The line of this part, or of the nearest one around it.
line(entry, keys) := max([found |
	some size in numbers.range(0, count(keys))
	found := line_at(entry, pointer(array.slice(keys, 0, size)))
])

line_at(entry, at) := entry.lines[at] if {
	is_number(entry.lines[at])
} else := entry.line

pointer(keys) := concat("", [part |
	some key in keys
	part := concat("", ["/", replace(replace(sprintf("%v", [key]), "~", "~0"), "/", "~1")])
])

# Kubernetes

entries contains entry if some entry in input.kubernetes

objects contains entry if {
	some entry in input.kubernetes
	not entry.is_patch
}

of_kind(kind) := {entry |
	some entry in objects
	entry.object.kind == kind
}

called(entry) := entry.object.metadata.name if {
	is_string(entry.object.metadata.name)
} else := "without a name"

# Where the pods of each kind are described.
pod_places := {
	"CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
	"DaemonSet": ["spec", "template", "spec"],
	"Deployment": ["spec", "template", "spec"],
	"Job": ["spec", "template", "spec"],
	"Pod": ["spec"],
	"ReplicaSet": ["spec", "template", "spec"],
	"StatefulSet": ["spec", "template", "spec"],
}

inside(object, keys) := value if {
	count(keys) == 1
	value := object[keys[0]]
}

inside(object, keys) := value if {
	count(keys) == 3
	value := object[keys[0]][keys[1]][keys[2]]
}

inside(object, keys) := value if {
	count(keys) == 5
	value := object[keys[0]][keys[1]][keys[2]][keys[3]][keys[4]]
}

# Every pod that an object or a patch describes.
pods contains pod if {
	some entry in entries
	at := pod_places[entry.object.kind]
	spec := inside(entry.object, at)
	is_object(spec)
	pod := {"entry": entry, "at": at, "spec": spec, "kind": entry.object.kind, "name": called(entry)}
}

whole_pods contains pod if {
	some pod in pods
	not pod.entry.is_patch
}

containers contains found if {
	some pod in pods
	some group in ["containers", "ephemeralContainers", "initContainers"]
	is_array(pod.spec[group])
	some index, container in pod.spec[group]
	is_object(container)
	found := {
		"pod": pod,
		"entry": pod.entry,
		"group": group,
		"container": container,
		"name": shown(field(container, "name")),
		"at": array.concat(pod.at, [group, index]),
	}
}

whole_containers contains found if {
	some found in containers
	not found.entry.is_patch
}

# Kustomizations that no other one brings: the environments.
environments contains entry if {
	some entry in objects
	entry.object.kind == "Kustomization"
	entry.is_top
}

setting(environment, name) := values[count(values) - 1] if {
	values := [variable.value | some variable in environment.settings; variable.name == name]
	count(values) > 0
} else := ""

setting_place(environment, name) := places[count(places) - 1] if {
	places := [{"path": variable.path, "line": variable.line} |
		some variable in environment.settings
		variable.name == name
	]
	count(places) > 0
} else := {"path": environment.path, "line": line(environment, ["configMapGenerator"])}

stage_of(environment) := setting(environment, "APP_ENV")

# The whole objects that an environment brings.
brought(environment) := {entry |
	some entry in objects
	entry.path in environment.brings
}

brought_of_kind(environment, kind) := {entry |
	some entry in brought(environment)
	entry.object.kind == kind
}

# What the patches of a kustomization change, one operation at a time.
operations contains found if {
	some entry in objects
	some patch in entry.patches
	some operation in patch.operations
	found := {
		"path": entry.path,
		"line": operation.line,
		"target": patch.target,
		"op": operation.op,
		"at": operation.path,
		"value": operation.value,
		"entry": entry,
	}
}
