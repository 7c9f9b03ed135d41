# METADATA
# title: What pipelines do
# description: Every command, used action and image of the pipelines, with its place.
package microapp.lib.pipelines

import rego.v1

import data.microapp.lib.manifest

settings := data.microapp.data.pipeline

prefix := `^(uv run( --[a-z-]+)* )?`

# Pipelines of the CI system that the manifest names.
own contains workflow if {
	some workflow in input.workflows
	workflow.ci == manifest.text(["ci"])
}

commands contains entry if {
	some workflow in input.workflows
	some job in workflow.jobs
	some run in job.runs
	some command in run.commands
	entry := {
		"path": workflow.path,
		"ci": workflow.ci,
		"line": command.line,
		"text": command.text,
		"optional": true in {run.optional, job.optional},
		"if": true in {run["if"], job["if"]},
		"job": job.id,
	}
}

uses contains entry if {
	some workflow in input.workflows
	some job in workflow.jobs
	some use in job.uses
	entry := object.union(use, {"path": workflow.path, "job": job.id})
}

# What every change must pass: the checks of ci.required.
required := manifest.control("ci", "required") if is_array(manifest.control("ci", "required")) else := []

matches(pattern, text) if regex.match(concat("", [prefix, pattern]), text)

# The checks that this command is, whole or in part.
checks_of(text) := {name |
	some name in required
	some pattern in object.get(settings.checks, name, [])
	matches(pattern, text)
}

has_job(name) if {
	some workflow in own
	some job in workflow.jobs
	replace(lower(job.id), "-", "_") == name
}

# The pipeline in which people look for a check: the one that changes start.
main_path := sort([workflow.path | some workflow in own; "pull_request" in workflow.triggers])[0]

main_line := max([workflow.line | some workflow in own; workflow.path == main_path])
