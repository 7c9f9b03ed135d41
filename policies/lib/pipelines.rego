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

# Those of them that do something: with a job, and with what starts it.
working contains workflow if {
	some workflow in own
	count(workflow.jobs) > 0
	count(workflow.triggers) > 0
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

# Each command that is a check, whole or in part. Several rules ask, so it is worked out once.
checks contains {"name": name, "command": command} if {
	some command in commands
	some name in required
	some pattern in object.get(settings.checks, name, [])
	pattern in fitting[command.text]
}

# The patterns of checks that a text fits, by the text: many commands have the same one.
# All are tried at once before each is tried, as most texts fit none.
fitting[text] := {pattern | some pattern, whole in patterns; regex.match(whole, text)} if {
	some text in {command.text | some command in commands}
	regex.match(any_pattern, text)
}

any_pattern := concat("|", [sprintf("(?:%s)", [whole]) | some whole in patterns])

patterns[pattern] := concat("", [prefix, pattern]) if {
	some name in required
	some pattern in object.get(settings.checks, name, [])
}

# The names of the checks in a pipeline.
checks_in(workflow) := {check.name | some check in checks; check.command.path == workflow.path}

has_job(name) if {
	some workflow in own
	some job in workflow.jobs
	replace(lower(job.id), "-", "_") == name
}

# The pipeline in which people look for a check: the one that changes start.
main_path := sort([workflow.path | some workflow in own; "pull_request" in workflow.triggers])[0]

main_line := max([workflow.line | some workflow in own; workflow.path == main_path])
