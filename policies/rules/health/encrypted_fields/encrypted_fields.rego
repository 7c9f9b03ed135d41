# METADATA
# title: The fields on patients are encrypted one by one
# description: Before production, somebody who can has confirmed pii.encryption under attestations.
# custom:
#   id: MA222
#   severity: error
#   why: A stolen backup or a curious administrator reads whatever is not encrypted by field.
#   fix: Ask the engineering co-owner to confirm it, and enter that under attestations in microapp.yaml.
#   controls: [pii.encryption]
#   waivable: true
package microapp.rules.health.encrypted_fields

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.is_going_live
	not is_confirmed
	finding := {
		"id": "MA222",
		"path": "microapp.yaml",
		"line": manifest.line(["attestations"]),
		"message": "Nobody has confirmed that the fields on patients are encrypted (pii.encryption).",
	}
}

is_confirmed if {
	some entry in input.attestations
	entry.control == "pii.encryption"
	count(entry.problems) == 0
}
