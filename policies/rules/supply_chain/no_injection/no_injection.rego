# METADATA
# title: Nobody can write into a script from outside
# description: A script takes titles, branch names and inputs from variables, never from an expression in its text.
# custom:
#   id: MA055
#   severity: error
#   why: A pull request whose title is a shell command would run it with the rights of the pipeline.
#   fix: Put the expression into env of the step, and write the variable in quotes into the script.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.no_injection

import rego.v1

deny contains finding if {
	some workflow in input.workflows
	workflow.ci == "github"
	some job in workflow.jobs
	some run in job.runs
	some command in run.commands
	regex.match(data.microapp.data.pipeline.untrusted, command.text)
	finding := at(workflow.path, command.line)
}

deny contains finding if {
	some workflow in input.workflows
	some job in workflow.jobs
	some use in job.uses
	startswith(use.name, "actions/github-script")
	regex.match(data.microapp.data.pipeline.untrusted, object.get(use["with"], "script", ""))
	finding := at(workflow.path, use.line)
}

at(path, line) := {
	"id": "MA055",
	"path": path,
	"line": line,
	"message": "An expression that others can write stands in a script.",
}
