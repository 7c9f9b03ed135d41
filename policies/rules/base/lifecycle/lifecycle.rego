# METADATA
# title: The app has a stage and an end, and the end is not past
# description: lifecycle.stage is a known one; lifecycle.expires is in the future, and no later than the controls allow.
# custom:
#   id: MA011
#   severity: error
#   why: An app that nobody renews is an app that nobody looks after.
#   fix: "If the app is still used: read its answers again, write today as lifecycle.assessed and the new end as lifecycle.expires."
#   controls: [lifecycle.expires_days]
#   waivable: true
package microapp.rules.base.lifecycle

import rego.v1

import data.microapp.lib.dates
import data.microapp.lib.manifest

deny contains finding if {
	stage := manifest.text(["lifecycle", "stage"])
	not stage in data.microapp.data.lifecycle.stages
	stages := concat(", ", data.microapp.data.lifecycle.stages)
	finding := at("stage", sprintf("lifecycle.stage is '%s'; known are %s.", [stage, stages]))
}

deny contains finding if {
	some message in problems
	finding := at("expires", message)
}

ends := manifest.text(["lifecycle", "expires"])

renewed := manifest.text(["lifecycle", "assessed"]) if {
	manifest.text(["lifecycle", "assessed"]) != ""
} else := manifest.text(["lifecycle", "created"])

longest := manifest.number("lifecycle", "expires_days")

problems contains sprintf("lifecycle.expires is no date: '%s'. Write it as 2026-11-23.", [ends]) if not dates.is_date(ends)

problems contains sprintf("The app has expired on %s.", [ends]) if {
	not manifest.text(["lifecycle", "stage"]) in data.microapp.data.lifecycle.ended
	dates.days(ends) < dates.days(input.today)
}

problems contains sprintf("lifecycle.expires is %s, more than %d days after %s.", [ends, longest, renewed]) if {
	dates.days(ends) - dates.days(renewed) > longest
}

at(key, message) := {
	"id": "MA011",
	"path": "microapp.yaml",
	"line": manifest.line(["lifecycle", key]),
	"message": message,
}
