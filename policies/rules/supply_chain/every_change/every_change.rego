# METADATA
# title: Every change passes the checks
# description: The workflows that hold the checks start on every pull request and on every push to the default branch.
# custom:
#   id: MA058
#   severity: error
#   why: A change that no check has seen is the one that breaks the service.
#   fix: Let the workflow start on pull_request and on push to the default branch, without paths and other filters.
#   controls: [ci.required]
#   waivable: true
package microapp.rules.supply_chain.every_change

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	some workflow in pipelines.own
	holds_a_check(workflow)
	some start in pipelines.settings.starts
	not start in workflow.triggers
	not starts_elsewhere(workflow, start)
	finding := at(workflow, sprintf("The checks do not run on %s.", [replace(start, "_", " ")]))
}

deny contains finding if {
	some workflow in pipelines.own
	holds_a_check(workflow)
	some start in pipelines.settings.starts
	some filter in pipelines.settings.narrowing
	object.get(workflow.only, [start, filter], null) != null
	finding := at(workflow, sprintf("%s leaves out changes by %s.", [start, filter]))
}

deny contains finding if {
	some workflow in pipelines.own
	holds_a_check(workflow)
	some start in pipelines.settings.starts
	branches := object.get(workflow.only, [start, "branches"], null)
	is_array(branches)
	count({branch | some branch in branches; branch in pipelines.settings.default_branches}) == 0
	finding := at(workflow, sprintf("%s leaves out the default branch.", [start]))
}

holds_a_check(workflow) if count(pipelines.checks_in(workflow)) > 0

# The same checks may stand in two workflows, one for each start.
starts_elsewhere(workflow, start) if {
	some other in pipelines.own
	other.path != workflow.path
	start in other.triggers
	count(pipelines.checks_in(workflow) - pipelines.checks_in(other)) == 0
}

at(workflow, message) := {"id": "MA058", "path": workflow.path, "line": workflow.line, "message": message}
