package microapp.rules.base.answers_decide_test

import rego.v1

import data.microapp.rules.base.answers_decide

refused(document) := result if {
	findings := answers_decide.deny with input as {
		"manifest": document,
		"demanded": {"tier": "T2", "policies": ["base", "pii"], "facts": {"pii": true}},
		"lines": {},
	}
	result := {finding.message | some finding in findings}
}

whole := {"tier": "T2", "policies": ["base", "pii", "finance"], "facts": {"pii": true}}

test_what_the_answers_come_to_is_accepted if count(refused(whole)) == 0

test_a_lowered_tier_is_refused if {
	refused(object.union(whole, {"tier": "T0"})) == {"tier is T0; the answers come to T2."}
}

test_a_dropped_layer_is_refused if {
	refused(object.union(whole, {"policies": ["base"]})) == {"policies lacks pii, which the answers demand."}
}

test_an_edited_fact_is_refused if {
	refused(object.union(whole, {"facts": {"pii": false}})) == {"facts.pii is false; the answers come to true."}
}

test_an_empty_manifest_is_refused if count(refused(null)) == 4
