# METADATA
# title: Compose starts only images that cannot change unseen
# description: Each service names an image by its digest, asks for it as a variable that must be set, or builds it here.
# custom:
#   id: MA076
#   severity: error
#   why: A tag can point to another image tomorrow; on a laptop it runs beside everything else that person can reach.
#   fix: "Write the digest behind the image, as in postgres:18@sha256:…"
#   controls: []
#   waivable: true
package microapp.rules.deploy.compose_images

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some found in deploy.services
	not is_known(found.service)
	finding := {
		"id": "MA076",
		"path": found.path,
		"line": deploy.line(found, ["image"]),
		"message": sprintf("The service %s runs %s, which is not pinned by its digest.", [
			found.name,
			deploy.shown(deploy.field(found.service, "image")),
		]),
	}
}

is_known(service) if deploy.is_pinned(service.image)

is_known(service) if deploy.matches(`^\$\{[A-Z_][A-Z0-9_]*:\?[^}]*\}$`, service.image)

is_known(service) if service.build
