# METADATA
# title: The image holds the app and what it needs, no tools
# description: Packages are installed in an earlier stage from uv.lock, and the last stage only takes the result over.
# custom:
#   id: MA074
#   severity: error
#   why: A compiler or a package installer in a running container is a tool for whoever breaks in.
#   fix: "Install in a stage of its own with uv sync --locked --no-dev, and take the result over with COPY --from."
#   controls: []
#   waivable: true
package microapp.rules.deploy.image_stages

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some path, dockerfile in input.dockerfiles
	count(dockerfile.stages) == 1
	finding := {
		"id": "MA074",
		"path": path,
		"line": dockerfile.stages[0].line,
		"message": "There is only one stage, so what builds the app runs with it.",
	}
}

deny contains finding if {
	some instruction in deploy.instructions
	instruction.is_last
	instruction.stage > 0
	instruction.keyword == "RUN"
	deploy.matches(`(^|[[:space:]/])(apk|apt|apt-get|conda|dnf|npm|pip[0-9.]*|poetry|uv|yum)[[:space:]]`, instruction.value)
	finding := {
		"id": "MA074",
		"path": instruction.path,
		"line": instruction.line,
		"message": "The last stage installs something.",
	}
}

# The app's own image installs what uv.lock holds, without the tools for development.
deny contains finding if {
	deploy.runs_in_containers
	some path, dockerfile in input.dockerfiles
	path == "deploy/Dockerfile"
	count(dockerfile.stages) > 1
	every instruction in dockerfile.instructions {
		not installs_the_lock(instruction)
	}
	finding := {
		"id": "MA074",
		"path": path,
		"line": 1,
		"message": "No stage runs uv sync --locked --no-dev.",
	}
}

installs_the_lock(instruction) if {
	instruction.keyword == "RUN"
	deploy.matches(`(^|[[:space:]])uv[[:space:]]+sync[[:space:]]`, instruction.value)
	deploy.matches(`--(locked|frozen)([[:space:]]|$)`, instruction.value)
	deploy.matches(`--no-dev([[:space:]]|$)`, instruction.value)
}
