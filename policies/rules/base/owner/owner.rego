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
	some field, message in problems
	finding := {
		"id": "MA001",
		"path": "microapp.yaml",
		"line": manifest.line(["owner", field]),
		"message": message,
	}
}

email := manifest.text(["owner", "email"])

nobody if manifest.at(["owner"]) == null

problems.email := "owner is missing: nobody answers for this app." if nobody

problems[field] := sprintf("owner.%s is missing.", [field]) if {
	not nobody
	some field in ["name", "team", "email"]
	trim_space(manifest.text(["owner", field])) == ""
}

problems.email := sprintf("owner.email is no e-mail address: %s", [email]) if {
	trim_space(email) != ""
	not manifest.is_email(email)
}
