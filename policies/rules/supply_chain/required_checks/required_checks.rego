# METADATA
# title: The pipeline runs every check that this app needs
# description: Each check of ci.required stands as a command in a pipeline of the CI system that the manifest names.
# custom:
#   id: MA056
#   severity: error
#   why: A check that does not run finds nothing, and everybody believes that it does.
#   fix: Run microapp fix to restore the platform's pipeline, or write the command into a pipeline of your own.
#   controls: [ci.required, secrets.scan]
#   waivable: true
package microapp.rules.supply_chain.required_checks

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.pipelines

deny contains finding if {
	some name in pipelines.required
	some pattern in object.get(pipelines.settings.checks, name, [])
	not pattern in run
	count(pipelines.working) > 0
	not pipelines.has_job(name)
	finding := at(pipelines.main_path, pipelines.main_line, sprintf("No pipeline runs the check %s (%s).", [name, plain(pattern)]))
}

# A check that an organisation has added is recognised by the name of its job.
deny contains finding if {
	some name in pipelines.required
	not pipelines.settings.checks[name]
	not pipelines.settings.due_before_review[name]
	not pipelines.has_job(name)
	count(pipelines.working) > 0
	finding := at(pipelines.main_path, pipelines.main_line, sprintf("No pipeline has a job %s.", [name]))
}

deny contains finding if {
	manifest.is_going_live
	some name in pipelines.required
	page := pipelines.settings.due_before_review[name]
	not pipelines.has_job(name)
	written := object.get(input.documents, [page, "words"], 0)
	written < pipelines.settings.page_words
	finding := object.union(
		at(page, 1, sprintf("%s has %d words of at least %d: what came of it, and when.", [page, written, pipelines.settings.page_words])),
		{"fix": sprintf("Do the %s with your platform team and write what came of it into %s.", [replace(name, "_", " "), page])},
	)
}

# The patterns of checks that a command of our pipelines fits.
run contains pattern if {
	some command in pipelines.commands
	command.ci == manifest.text(["ci"])
	some pattern in pipelines.fitting[command.text]
}

plain(pattern) := regex.replace(replace(pattern, "( |$)", ""), `[^A-Za-z0-9 _.*|=-]`, "")

at(path, line, message) := {"id": "MA056", "path": path, "line": line, "message": message}
