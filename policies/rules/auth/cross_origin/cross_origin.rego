# METADATA
# title: No page of another origin may call the app, unless the platform says so
# description: Nothing under app/ opens the app to other origins by itself.
# custom:
#   id: MA026
#   severity: error
#   why: A wildcard for origins lets any web page that a signed-in colleague opens use the app in their name.
#   fix: Remove the middleware; ask the platform team to name the origin at the front of the app.
#   controls: [network.cors]
#   waivable: true
package microapp.rules.auth.cross_origin

import rego.v1

import data.microapp.lib.modules

deny contains finding if {
	some used in input.python.imports
	startswith(used.path, "app/")
	some module in data.microapp.data.access.cross_origin
	modules.is_in(used.module, module)
	finding := {
		"id": "MA026",
		"path": used.path,
		"line": used.line,
		"message": sprintf("%s opens the app to pages of other origins.", [used.module]),
	}
}
