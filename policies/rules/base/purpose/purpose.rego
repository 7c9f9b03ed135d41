# METADATA
# title: The purpose says what the app is for
# description: purpose has at least as many characters as the controls ask for, and says more than the title.
# custom:
#   id: MA003
#   severity: error
#   why: Reviewers and successors decide by it; a purpose such as test tells them nothing.
#   fix: "Write one or two sentences under purpose: who uses the app, what for, and with which data."
#   controls: [identity.purpose_min_chars]
#   waivable: true
package microapp.rules.base.purpose

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	some message in problems
	finding := {
		"id": "MA003",
		"path": "microapp.yaml",
		"line": manifest.line(["purpose"]),
		"message": message,
	}
}

said := trim_space(manifest.text(["purpose"]))

least := manifest.number("identity", "purpose_min_chars")

problems contains sprintf("The purpose has %d characters; it needs at least %d.", [count(said), least]) if {
	count(said) < least
}

problems contains "The purpose only repeats the title." if {
	count(said) >= least
	lower(said) == lower(trim_space(manifest.text(["title"])))
}
