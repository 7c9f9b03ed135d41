# METADATA
# title: Each environment knows what it is and who signs people in
# description: >-
#   Settings name APP_ENV as staging or production, never local. Once the app goes live, production names its identity
#   provider by an https address.
# custom:
#   id: MA090
#   severity: error
#   why: An app that takes itself for a developer's machine accepts development tokens.
#   fix: "In settings.env of the environment write APP_ENV=production and OIDC_ISSUER=https://login.example.com"
#   controls: [auth.human]
#   waivable: true
package microapp.rules.deploy.settings

import rego.v1

import data.microapp.lib.deploy
import data.microapp.lib.manifest

deny contains finding if {
	some environment in deploy.environments
	count(deploy.brought_of_kind(environment, "Deployment")) > 0
	stage := deploy.stage_of(environment)
	not stage in {"production", "staging"}
	finding := told(environment, "APP_ENV", sprintf("APP_ENV is '%s', neither staging nor production.", [stage]))
}

deny contains finding if {
	some environment in deploy.environments
	deploy.stage_of(environment) == "production"
	manifest.is_going_live
	issuer := deploy.setting(environment, "OIDC_ISSUER")
	not deploy.matches(`^https://`, issuer)
	finding := told(environment, "OIDC_ISSUER", "OIDC_ISSUER names no https address, so production would not start.")
}

deny contains finding if {
	some environment in deploy.environments
	issuer := deploy.setting(environment, "OIDC_ISSUER")
	issuer != ""
	not deploy.matches(`^https://`, issuer)
	not manifest.is_going_live
	finding := told(environment, "OIDC_ISSUER", "OIDC_ISSUER is no https address.")
}

# A container that sets these itself speaks louder than the settings.
deny contains finding if {
	some found in deploy.containers
	some index, variable in found.container.env
	variable.name in {"APP_ENV", "OIDC_ISSUER"}
	finding := {
		"id": "MA090",
		"path": found.entry.path,
		"line": deploy.line(found.entry, array.concat(found.at, ["env", index])),
		"message": sprintf("%s is set in the object, over the settings of the environment.", [variable.name]),
	}
}

told(environment, name, message) := {
	"id": "MA090",
	"path": deploy.setting_place(environment, name).path,
	"line": deploy.setting_place(environment, name).line,
	"message": message,
}
