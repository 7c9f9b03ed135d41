# METADATA
# title: A pipeline may do only what it needs
# description: Every workflow states its permissions, none grants everything, and what may be written is granted to one job alone.
# custom:
#   id: MA053
#   severity: error
#   why: Whoever takes over one step of a pipeline has its rights; with all of them, they own the repository.
#   fix: Write permissions with contents read at the top, and give a single job what it must write.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.least_permissions

import rego.v1

deny contains finding if {
	some workflow in workflows
	workflow.permissions == null
	some job in workflow.jobs
	job.permissions == null
	finding := at(workflow.path, job.line, sprintf("The job %s has whatever rights the organisation gives by default.", [job.id]))
}

deny contains finding if {
	some workflow in workflows
	some text in written(workflow.permissions)
	finding := at(workflow.path, workflow.permissions_line, sprintf("Every job of this workflow may write %s.", [text]))
}

deny contains finding if {
	some workflow in workflows
	some job in workflow.jobs
	is_string(job.permissions)
	some text in written(job.permissions)
	finding := at(workflow.path, job.line, sprintf("The job %s may write %s.", [job.id, text]))
}

# A composite action has no triggers and no rights of its own.
workflows contains workflow if {
	some workflow in input.workflows
	workflow.ci == "github"
	count(workflow.triggers) > 0
}

written(permissions) := {"everything"} if permissions == "write-all"

written(permissions) := {scope | some scope, right in permissions; right == "write"} if is_object(permissions)

at(path, line, message) := {"id": "MA053", "path": path, "line": line, "message": message}
