# METADATA
# title: The audit log is kept as long as doctors must answer
# description: retention.audit_days is at least what policies/data/health.yaml says.
# custom:
#   id: MA223
#   severity: error
#   why: Who read or changed a patient's record can be asked for years; a log of one year answers nothing.
#   fix: Write the number of days as the value of controls.retention.audit_days.
#   controls: [retention.audit_days]
#   waivable: true
package microapp.rules.health.audit_years

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	path := ["controls", "retention", "audit_days", "value"]
	not is_long_enough(manifest.at(path))
	finding := {
		"id": "MA223",
		"path": "microapp.yaml",
		"line": manifest.line(path),
		"message": sprintf("The audit log is kept for %v days; it must be at least %d.", [manifest.at(path), least]),
	}
}

least := data.microapp.data.health.audit_days

is_long_enough(days) if {
	is_number(days)
	days >= least
}
