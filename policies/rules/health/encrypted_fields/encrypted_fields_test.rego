package microapp.rules.health.encrypted_fields_test

import rego.v1

import data.microapp.rules.health.encrypted_fields

refused(stage, attestations) := result if {
	findings := encrypted_fields.deny with input as {
		"manifest": {"lifecycle": {"stage": stage}},
		"attestations": attestations,
		"lines": {},
	}
	result := count(findings)
}

test_while_it_is_built_none_is_due if refused("development", []) == 0

test_before_production_somebody_has_confirmed_it if {
	refused("review", []) == 1
	refused("review", [{"control": "pii.encryption", "problems": []}]) == 0
}

test_a_malformed_attestation_confirms_nothing if refused("production", [{"control": "pii.encryption", "problems": ["by is missing."]}]) == 1
