# METADATA
# title: Images are built on a base that cannot change unseen
# description: The app has a Dockerfile, and each FROM names an image by its digest, a stage of the same file, or nothing.
# custom:
#   id: MA070
#   severity: error
#   why: A tag can point to another image tomorrow, with other packages and other holes, and nobody would know.
#   fix: Write the digest behind the image, as in python:3.13-slim@sha256:…; the platform's Dockerfile has one.
#   controls: []
#   waivable: true
package microapp.rules.deploy.base_images

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some path, dockerfile in input.dockerfiles
	some stage in dockerfile.stages
	not stage.is_stage
	stage.from != "scratch"
	not deploy.is_pinned(stage.from)
	finding := {
		"id": "MA070",
		"path": path,
		"line": stage.line,
		"message": sprintf("The base image %s is not pinned by its digest.", [stage.from]),
	}
}

deny contains finding if {
	some path, dockerfile in input.dockerfiles
	count(dockerfile.stages) == 0
	finding := {"id": "MA070", "path": path, "line": 1, "message": "There is no FROM in this file."}
}

deny contains finding if {
	deploy.runs_in_containers
	is_object(input.dockerfiles)
	count(input.dockerfiles) == 0
	finding := {
		"id": "MA070",
		"path": "deploy/Dockerfile",
		"line": 0,
		"message": "The app runs in a container, and there is no Dockerfile.",
	}
}

# An image that a COPY takes files from is a base as well.
deny contains finding if {
	some instruction in deploy.instructions
	instruction.keyword in {"ADD", "COPY"}
	source := instruction.flags.from
	deploy.matches(`/|:`, source)
	not deploy.is_pinned(source)
	finding := {
		"id": "MA070",
		"path": instruction.path,
		"line": instruction.line,
		"message": sprintf("Files are copied from %s, which is not pinned by its digest.", [source]),
	}
}
