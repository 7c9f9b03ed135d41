# METADATA
# title: The app cannot take more than its share of the cluster
# description: Every environment brings a ResourceQuota for pods, processor and memory, and a LimitRange for containers.
# custom:
#   id: MA086
#   severity: error
#   why: One app that starts without end takes the room and the money of all others.
#   fix: "Bring a ResourceQuota with pods, limits.cpu and limits.memory, and a LimitRange of type Container."
#   controls: []
#   waivable: true
package microapp.rules.deploy.quotas

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some environment in deploy.environments
	some limit in ["pods", "limits.cpu", "limits.memory"]
	limiting := {entry | some entry in deploy.brought_of_kind(environment, "ResourceQuota"); entry.object.spec.hard[limit]}
	count(limiting) == 0
	finding := told(environment, sprintf("This environment brings no ResourceQuota for %s.", [limit]))
}

deny contains finding if {
	some environment in deploy.environments
	ranges := {entry |
		some entry in deploy.brought_of_kind(environment, "LimitRange")
		some item in entry.object.spec.limits
		item.type == "Container"
		item.default.memory
	}
	count(ranges) == 0
	finding := told(environment, "This environment brings no LimitRange with a default for the memory of containers.")
}

told(environment, message) := {
	"id": "MA086",
	"path": environment.path,
	"line": deploy.line(environment, ["resources"]),
	"message": message,
}
