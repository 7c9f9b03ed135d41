package microapp.rules.base.attestations_test

import rego.v1

import data.microapp.rules.base.attestations

table := {
	"auth.mfa": [{"attestation": "the identity team"}],
	"network.tls": [{"attestation": "the platform team", "once": true}],
	"auth.access_review_days": [{"attestation": "the owner", "days": "value"}],
	"models.output_filter": [{"attestation": "the owner", "when": {"llm": ["private"]}}],
	"review.approvers": [{"attestation": "the reviewers", "unless": [0]}],
}

refused(stage, attested) := reviewed(stage, attested, 0)

reviewed(stage, attested, approvers) := result if {
	findings := attestations.deny with input as {
		"today": "2026-11-23",
		"manifest": {"lifecycle": {"stage": stage}, "facts": {"llm": "none"}},
		"demanded": {"controls": {
			"auth": {"mfa": "required", "access_review_days": 90},
			"network": {"tls": "required"},
			"models": {"output_filter": "block"},
			"review": {"approvers": approvers},
		}},
		"attestations": attested,
		"lines": {},
	}
		with data.microapp.data.evidence as table
	result := {finding.control | some finding in findings}
}

said(control, on, problems) := {"control": control, "on": on, "problems": problems}

recent := [said("auth.mfa", "2025-11-23", []), said("auth.access_review_days", "2026-08-25", [])]

test_while_it_is_built_nobody_is_asked if count(refused("development", [])) == 0

test_before_production_each_control_of_the_app_is_asked_for if {
	refused("review", []) == {"auth.mfa", "auth.access_review_days"}
}

test_what_was_confirmed_lately_is_accepted if count(refused("production", recent)) == 0

test_what_was_confirmed_long_ago_is_not if {
	refused("production", [recent[0], said("auth.access_review_days", "2026-08-24", [])]) == {"auth.access_review_days"}
}

test_what_is_confirmed_for_tomorrow_is_not if {
	refused("production", [said("auth.mfa", "2026-11-24", []), recent[1]]) == {"auth.mfa"}
}

test_a_malformed_attestation_confirms_nothing if {
	refused("production", [said("auth.mfa", "2026-11-01", ["by is missing"]), recent[1]]) == {"auth.mfa"}
}

test_what_one_value_needs_not_is_asked_for_with_every_other if {
	every approvers in [1, 2, 3, 30] {
		reviewed("review", recent, approvers) == {"review.approvers"}
	}
	count(reviewed("review", recent, 0)) == 0
}
