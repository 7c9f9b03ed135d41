# METADATA
# title: Code of strangers never runs with our rights
# description: A workflow that runs with secrets on changes of others does not check out their code.
# custom:
#   id: MA054
#   severity: error
#   why: On pull_request_target and workflow_run, the code of a stranger would run with this repository's secrets.
#   fix: Use pull_request, or take ref out of the checkout.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.no_foreign_code

import rego.v1

deny contains finding if {
	some workflow in input.workflows
	some trigger in workflow.triggers
	trigger in {"pull_request_target", "workflow_run", "issue_comment"}
	some job in workflow.jobs
	some use in job.uses
	startswith(use.name, "actions/checkout")
	some key in ["ref", "repository"]
	object.get(use["with"], key, "") != ""
	finding := at(workflow.path, use.line, sprintf("On %s, the %s that is checked out may be a stranger's.", [trigger, key]))
}

deny contains finding if {
	some workflow in input.workflows
	some trigger in workflow.triggers
	trigger in {"pull_request_target", "workflow_run", "issue_comment"}
	some job in workflow.jobs
	some run in job.runs
	some command in run.commands
	regex.match(`(gh pr checkout|git (fetch|pull|checkout) .*(pull/|head))`, command.text)
	finding := at(workflow.path, command.line, sprintf("On %s, this fetches the code of a stranger.", [trigger]))
}

at(path, line, message) := {"id": "MA054", "path": path, "line": line, "message": message}
