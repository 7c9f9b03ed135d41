# METADATA
# title: What only a person can confirm is confirmed before production
# description: In review and production, every control that nothing in the repository proves is attested by the person who can.
# custom:
#   id: MA018
#   severity: error
#   why: A second factor, a penetration test or a restored backup leave no trace in code; somebody must say that it was done.
#   fix: Ask the person that the message names; enter what they say under attestations in microapp.yaml, with the day.
#   controls: []
#   waivable: true
package microapp.rules.base.attestations

import rego.v1

import data.microapp.lib.dates
import data.microapp.lib.manifest
import data.microapp.lib.proofs

deny contains finding if {
	manifest.is_going_live
	some control, listed in data.microapp.data.evidence
	control in manifest.controls
	some proof in listed
	proof.attestation
	object.get(proof, "once", false) == false
	proofs.applies(proof, control)
	not attested(control, proof)
	finding := {
		"id": "MA018",
		"path": "microapp.yaml",
		"line": manifest.line(["attestations"]),
		"message": sprintf("%s is not confirmed; %s can confirm it%s.", [control, proof.attestation, again(control, proof)]),
		"control": control,
	}
}

attested(control, proof) if {
	some entry in input.attestations
	entry.control == control
	count(entry.problems) == 0
	dates.days(entry.on) <= dates.days(input.today)
	dates.days(input.today) - dates.days(entry.on) <= lasts(control, proof)
}

lasts(control, proof) := days if {
	days := object.get(proof, "days", 365)
	is_number(days)
} else := days if {
	[group, name] := split(control, ".")
	days := manifest.control(group, name)
	is_number(days)
} else := 365

again(control, proof) := sprintf(", again every %d days", [lasts(control, proof)]) if {
	some entry in input.attestations
	entry.control == control
} else := ""
