# METADATA
# title: Each container says what it needs and where it ends
# description: Requests for processor and memory and a limit of memory are set on every container.
# custom:
#   id: MA085
#   severity: error
#   why: A container without a limit can take the memory of its neighbours; without requests it may not get its own.
#   fix: "Write resources with requests for cpu and memory, and limits for memory."
#   controls: []
#   waivable: true
package microapp.rules.deploy.resources

import rego.v1

import data.microapp.lib.deploy

needed := {["limits", "memory"], ["requests", "cpu"], ["requests", "memory"]}

deny contains finding if {
	some found in deploy.whole_containers
	found.group != "ephemeralContainers"
	some at in needed
	not has(found.container, at)
	finding := {
		"id": "MA085",
		"path": found.entry.path,
		"line": deploy.line(found.entry, array.concat(found.at, array.concat(["resources"], at))),
		"message": sprintf("The container %s has no resources.%s.", [found.name, concat(".", at)]),
	}
}

has(container, at) if {
	value := container.resources[at[0]][at[1]]
	is_amount(value)
}

is_amount(value) if {
	is_number(value)
	value > 0
}

is_amount(value) if deploy.matches(`[1-9]`, value)

deny contains finding if {
	some operation in deploy.operations
	operation.op == "remove"
	deploy.matches(`/resources(/|$)`, operation.at)
	finding := {
		"id": "MA085",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch removes %s.", [operation.at]),
	}
}
