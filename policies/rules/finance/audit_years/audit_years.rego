# METADATA
# title: The audit log is kept as long as finance must answer
# description: retention.audit_days is at least what policies/data/finance.yaml says.
# custom:
#   id: MA201
#   severity: error
#   why: Who approved a payment can be asked for seven years; an audit log of one year answers nothing.
#   fix: Write the number of days as the value of controls.retention.audit_days.
#   controls: [retention.audit_days]
#   waivable: true
package microapp.rules.finance.audit_years

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	path := ["controls", "retention", "audit_days", "value"]
	not is_long_enough(manifest.at(path))
	finding := {
		"id": "MA201",
		"path": "microapp.yaml",
		"line": manifest.line(path),
		"message": sprintf("The audit log is kept for %v days; it must be at least %d.", [manifest.at(path), least]),
	}
}

least := data.microapp.data.finance.audit_days

is_long_enough(days) if {
	is_number(days)
	days >= least
}
