# METADATA
# title: A second person can stand in for the owner
# description: Where the answers demand it, backup_owner names somebody other than the owner.
# custom:
#   id: MA002
#   severity: error
#   why: People leave and fall ill; an app that only one of them knows is lost with them.
#   fix: Write the name, the e-mail address and the team of a colleague under backup_owner.
#   controls: [identity.backup_owner]
#   waivable: true
package microapp.rules.base.backup_owner

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.control("identity", "backup_owner") == "required"
	some message in problems
	finding := {
		"id": "MA002",
		"path": "microapp.yaml",
		"line": manifest.line(["backup_owner", "email"]),
		"message": message,
	}
}

email := manifest.text(["backup_owner", "email"])

problems contains "There is no backup_owner, and this app needs one." if manifest.at(["backup_owner"]) == null

problems contains sprintf("backup_owner.email is no e-mail address: '%s'.", [email]) if {
	manifest.at(["backup_owner"]) != null
	not manifest.is_email(email)
}

problems contains "backup_owner is the owner; name somebody else." if {
	manifest.is_email(email)
	lower(email) == lower(manifest.text(["owner", "email"]))
}
