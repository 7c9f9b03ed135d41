# METADATA
# title: Newly known vulnerabilities are heard of without a change
# description: A workflow with the dependency audit also starts on a schedule; of GitHub's one can read that it comes round every week.
# custom:
#   id: MA060
#   severity: error
#   why: A vulnerability becomes known on any day; an app that nobody changes would never hear of it.
#   fix: Give the workflow that audits dependencies a schedule that comes round every day, or at least every week.
#   controls: [upgrade.security_patch_days]
#   waivable: true
package microapp.rules.supply_chain.weekly_audit

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	"dependency_audit" in pipelines.required
	count(audits) > 0
	count(scheduled) == 0
	some workflow in audits
	finding := at(workflow, "The dependency audit runs only when something changes.")
}

deny contains finding if {
	"dependency_audit" in pipelines.required
	count(scheduled) > 0
	count({workflow | some workflow in scheduled; is_weekly(workflow)}) == 0
	some workflow in scheduled
	finding := at(workflow, "The dependency audit runs more rarely than once a week.")
}

audits contains workflow if {
	some workflow in pipelines.own
	"dependency_audit" in pipelines.checks_in(workflow)
}

scheduled contains workflow if {
	some workflow in audits
	"schedule" in workflow.triggers
}

# GitLab keeps its schedules in the project's settings.
is_weekly(workflow) if workflow.ci == "gitlab"

is_weekly(workflow) if {
	some schedule in workflow.schedules
	some pattern in pipelines.settings.weekly
	regex.match(pattern, schedule)
}

at(workflow, message) := {"id": "MA060", "path": workflow.path, "line": workflow.line, "message": message}
