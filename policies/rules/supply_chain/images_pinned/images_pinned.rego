# METADATA
# title: Every image of a pipeline is pinned by its digest
# description: A job and its services run in images that are named with @sha256.
# custom:
#   id: MA052
#   severity: error
#   why: A tag can be moved to another image overnight, and that image then sees code and secrets of the pipeline.
#   fix: Write the digest behind the tag, such as python:3.13-slim@sha256 and its 64 digits.
#   controls: [ci.provenance]
#   waivable: true
package microapp.rules.supply_chain.images_pinned

import rego.v1

deny contains finding if {
	some workflow in input.workflows
	some job in workflow.jobs
	some image in job.images
	not regex.match(`@sha256:[0-9a-f]{64}$`, image.name)
	finding := {
		"id": "MA052",
		"path": workflow.path,
		"line": image.line,
		"message": sprintf("The image %s can be moved.", [image.name]),
	}
}
