# METADATA
# title: Tier, facts and policies are those the answers come to
# description: tier, facts and policies in microapp.yaml are what the questionnaire in force makes of the answers.
# custom:
#   id: MA008
#   severity: error
#   why: Whoever lowers the tier or drops a layer of policies by hand switches protections off without anybody asking why.
#   fix: Put the demanded value back; if it is too strict, correct the answers, which decide it.
#   controls: []
#   waivable: false
package microapp.rules.base.answers_decide

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	demanded := object.get(manifest.demanded, "tier", null)
	demanded != null
	said := manifest.at(["tier"])
	said != demanded
	finding := at(["tier"], sprintf("tier is %v; the answers come to %s.", [said, demanded]))
}

deny contains finding if {
	some layer in object.get(manifest.demanded, "policies", [])
	not layer in manifest.list(["policies"])
	finding := at(["policies"], sprintf("policies lacks %s, which the answers demand.", [layer]))
}

deny contains finding if {
	some fact, demanded in object.get(manifest.demanded, "facts", {})
	said := manifest.at(["facts", fact])
	said != demanded
	finding := at(["facts", fact], sprintf("facts.%s is %v; the answers come to %v.", [fact, said, demanded]))
}

at(path, message) := {
	"id": "MA008",
	"path": "microapp.yaml",
	"line": manifest.line(path),
	"message": message,
}
