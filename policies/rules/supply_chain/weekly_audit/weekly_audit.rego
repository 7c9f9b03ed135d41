# METADATA
# title: Newly known vulnerabilities are heard of without a change
# description: A workflow with the dependency audit also starts on a schedule.
# custom:
#   id: MA060
#   severity: error
#   why: A vulnerability becomes known on any day; an app that nobody changes would never hear of it.
#   fix: Add a schedule to the triggers of the workflow that audits dependencies.
#   controls: [upgrade.security_patch_days]
#   waivable: true
package microapp.rules.supply_chain.weekly_audit

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	"dependency_audit" in pipelines.required
	count(audits) > 0
	count({workflow | some workflow in audits; "schedule" in workflow.triggers}) == 0
	some workflow in audits
	finding := {
		"id": "MA060",
		"path": workflow.path,
		"line": workflow.line,
		"message": "The dependency audit runs only when something changes.",
	}
}

audits contains workflow if {
	some workflow in pipelines.own
	"dependency_audit" in pipelines.checks_in(workflow)
}
