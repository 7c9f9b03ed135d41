# METADATA
# title: A person answers for this app
# description: owner has a name, a team and an e-mail address.
# custom:
#   id: MA001
#   severity: error
#   why: Alerts, reviews and audits go to this person; without one, nobody hears that something is wrong.
#   fix: Write the name, the e-mail address and the team of the person who answers for the app under owner.
#   controls: [identity.owner]
#   waivable: false
package microapp.rules.base.owner

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	some field in ["name", "team"]
	trim_space(manifest.text(["owner", field])) == ""
	finding := {
		"id": "MA001",
		"path": "microapp.yaml",
		"line": manifest.line(["owner", field]),
		"message": sprintf("owner.%s is missing.", [field]),
	}
}

deny contains finding if {
	email := manifest.text(["owner", "email"])
	not manifest.is_email(email)
	finding := {
		"id": "MA001",
		"path": "microapp.yaml",
		"line": manifest.line(["owner", "email"]),
		"message": sprintf("owner.email is no e-mail address: '%s'.", [email]),
	}
}
