# METADATA
# title: A renewed secret arrives by itself
# description: Every ExternalSecret asks the secrets manager again within a day, and is not fixed at its first value.
# custom:
#   id: MA089
#   severity: error
#   why: A secret that was renewed because it leaked stays in use until somebody thinks of it.
#   fix: "Write refreshPolicy: Periodic and refreshInterval: 1h."
#   controls: [secrets.rotation_days]
#   waivable: true
package microapp.rules.deploy.secrets_refresh

import rego.v1

import data.microapp.data.deploy as limits
import data.microapp.lib.deploy

deny contains finding if {
	some entry in deploy.of_kind("ExternalSecret")
	not comes_anew(entry.object.spec)
	finding := {
		"id": "MA089",
		"path": entry.path,
		"line": deploy.line(entry, ["spec", "refreshInterval"]),
		"message": sprintf("The ExternalSecret %s is not fetched again every %v hours or sooner.", [deploy.called(entry), limits.refresh_hours]),
	}
}

deny contains finding if {
	some entry in deploy.of_kind("ExternalSecret")
	entry.object.spec.refreshPolicy in {"CreatedOnce", "OnChange"}
	finding := {
		"id": "MA089",
		"path": entry.path,
		"line": deploy.line(entry, ["spec", "refreshPolicy"]),
		"message": sprintf("The ExternalSecret %s keeps its first value.", [deploy.called(entry)]),
	}
}

deny contains finding if {
	some entry in deploy.of_kind("ExternalSecret")
	entry.object.spec.target.immutable == true
	finding := {
		"id": "MA089",
		"path": entry.path,
		"line": deploy.line(entry, ["spec", "target", "immutable"]),
		"message": sprintf("The Secret that %s makes cannot change.", [deploy.called(entry)]),
	}
}

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`^/spec/(refreshInterval|refreshPolicy|target)`, operation.at)
	finding := {
		"id": "MA089",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch changes %s.", [operation.at]),
	}
}

comes_anew(spec) if {
	hours := hours_of(spec.refreshInterval)
	hours > 0
	hours <= limits.refresh_hours
}

hours_of(text) := to_number(trim_suffix(text, "h")) if deploy.matches(`^[0-9]{1,5}h$`, text)

hours_of(text) := to_number(trim_suffix(text, "m")) / 60 if deploy.matches(`^[0-9]{1,5}m$`, text)

hours_of(text) := to_number(trim_suffix(text, "s")) / 3600 if deploy.matches(`^[0-9]{1,6}s$`, text)
