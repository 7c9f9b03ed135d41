# METADATA
# title: Kubernetes runs the image that was tested
# description: >-
#   Containers run the app's own image, named micro-app until the release puts its digest there, or another one by
#   digest; never latest. Every environment brings a Deployment.
# custom:
#   id: MA094
#   severity: error
#   why: With a tag that moves, two instances of one version run different code.
#   fix: "Write image: micro-app, and let the release set the digest with kustomize edit set image."
#   controls: []
#   waivable: true
package microapp.rules.deploy.app_images

import rego.v1

import data.microapp.lib.deploy

own := "micro-app"

deny contains finding if {
	some found in deploy.containers
	not is_known(found)
	finding := {
		"id": "MA094",
		"path": found.entry.path,
		"line": deploy.line(found.entry, array.concat(found.at, ["image"])),
		"message": sprintf("The container %s runs %s, which is not pinned by its digest.", [found.name, deploy.shown(deploy.field(found.container, "image"))]),
	}
}

is_known(found) if found.container.image == own

is_known(found) if deploy.is_pinned(found.container.image)

is_known(found) if {
	found.entry.is_patch
	not found.container.image
}

deny contains finding if {
	some entry in deploy.of_kind("Kustomization")
	some index, image in entry.object.images
	not image.digest
	deploy.is_moving(image.newTag)
	finding := of_image(entry, index, sprintf("The image %s is named by the tag %s, which moves.", [deploy.shown(deploy.field(image, "name")), image.newTag]))
}

deny contains finding if {
	some entry in deploy.of_kind("Kustomization")
	some index, image in entry.object.images
	image.name != own
	not image.digest
	finding := of_image(entry, index, sprintf("The image %s is replaced by one without a digest.", [deploy.shown(image.name)]))
}

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`/image$`, operation.at)
	not deploy.is_pinned(operation.value)
	finding := {
		"id": "MA094",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch runs %s, which is not pinned by its digest.", [deploy.shown(operation.value)]),
	}
}

deny contains finding if {
	some environment in deploy.environments
	count(deploy.brought_of_kind(environment, "Deployment")) == 0
	finding := {
		"id": "MA094",
		"path": environment.path,
		"line": deploy.line(environment, ["resources"]),
		"message": "This environment brings no Deployment.",
	}
}

of_image(entry, index, message) := {
	"id": "MA094",
	"path": entry.path,
	"line": deploy.line(entry, ["images", index]),
	"message": message,
}
