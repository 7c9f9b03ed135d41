# METADATA
# title: A new version joins before an old one leaves
# description: Deployments replace their pods one at a time, with none missing, and wait until each new one is steady.
# custom:
#   id: MA078
#   severity: error
#   why: If the new version does not work, all callers meet it at once instead of a few.
#   fix: "Under strategy write RollingUpdate with maxSurge: 1 and maxUnavailable: 0, and set minReadySeconds."
#   controls: [environments.canary]
#   waivable: true
package microapp.rules.deploy.rollout

import rego.v1

import data.microapp.data.deploy as limits
import data.microapp.lib.deploy

deny contains finding if {
	some entry in deploy.of_kind("Deployment")
	some problem in problems(entry.object)
	finding := {
		"id": "MA078",
		"path": entry.path,
		"line": deploy.line(entry, problem.at),
		"message": sprintf("The Deployment %s %s.", [deploy.called(entry), problem.message]),
	}
}

problems(object) := array.concat(array.concat(strategy(object), missing(object)), steady(object))

strategy(object) := [] if {
	object.spec.strategy.type == "RollingUpdate"
} else := [{"at": ["spec", "strategy", "type"], "message": "does not replace its pods by RollingUpdate"}]

missing(object) := [] if {
	not object.spec.strategy.type == "RollingUpdate"
} else := [] if {
	object.spec.strategy.rollingUpdate.maxUnavailable in {0, "0", "0%"}
} else := [{"at": ["spec", "strategy", "rollingUpdate", "maxUnavailable"], "message": "may take instances away before new ones answer"}]

steady(object) := [] if {
	is_number(object.spec.minReadySeconds)
	object.spec.minReadySeconds >= limits.steady_seconds
} else := [{"at": ["spec", "minReadySeconds"], "message": sprintf("does not wait %v seconds for a new instance to be steady", [limits.steady_seconds])}]

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`^/spec/(strategy|minReadySeconds)`, operation.at)
	finding := {
		"id": "MA078",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch changes %s.", [operation.at]),
	}
}

deny contains finding if {
	some entry in deploy.entries
	entry.is_patch
	some field in ["minReadySeconds", "strategy"]
	entry.object.spec[field]
	finding := {
		"id": "MA078",
		"path": entry.path,
		"line": deploy.line(entry, ["spec", field]),
		"message": sprintf("A patch changes %s.", [field]),
	}
}
