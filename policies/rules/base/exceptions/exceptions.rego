# METADATA
# title: Every exception and every attestation is whole and in date
# description: Each entry says all it must, names two people where two are needed, and ends within the days that the tier allows.
# custom:
#   id: MA019
#   severity: error
#   why: An exception without an end or a second person is a rule that somebody has switched off for themselves.
#   fix: Correct the entry as the message says; an expired one is renewed by whoever approved it, or removed.
#   controls: [exceptions.required_fields, exceptions.max_days, quotas.two_person_change]
#   waivable: false
package microapp.rules.base.exceptions

import rego.v1

deny contains finding if {
	some list in ["exceptions", "attestations"]
	some entry in input[list]
	some problem in entry.problems
	finding := {
		"id": "MA019",
		"path": "microapp.yaml",
		"line": entry.line,
		"message": sprintf("%s.%d: %s", [list, entry.index, problem]),
	}
}
