package microapp.rules.auth.attributes_test

import rego.v1

import data.microapp.rules.auth.attributes

refused(stage, paths) := result if {
	findings := attributes.deny with input as {
		"manifest": {"lifecycle": {"stage": stage}},
		"demanded": {"controls": {"auth": {"abac": "required"}}},
		"files": [{"path": path} | some path in paths],
		"lines": {},
	}
	result := count(findings)
}

test_while_it_is_built_none_is_due if refused("development", []) == 0

test_before_production_one_is_due if refused("review", ["app/resources.py"]) == 1

test_a_test_is_no_rule if refused("review", ["app/policies/notes_test.rego"]) == 1

test_a_rule_is_accepted if refused("production", ["app/policies/notes.rego"]) == 0
