package microapp.rules.auth.attributes_test

import rego.v1

import data.microapp.rules.auth.attributes

refused(stage, paths) := result if {
	findings := attributes.deny with input as {
		"manifest": {"lifecycle": {"stage": stage}},
		"demanded": {"controls": {"auth": {"abac": "required"}}},
		"files": [{"path": path} | some path in paths],
		"lines": {},
		"python": {"calls": []},
	}
	result := count(findings)
}

unasked(name, options) := {finding.line |
	some finding in attributes.deny with input as {
		"manifest": {"lifecycle": {"stage": "review"}},
		"demanded": {"controls": {"auth": {"abac": "required"}}},
		"files": [{"path": "app/policies/notes.rego"}],
		"lines": {},
		"python": {"calls": [{"path": "app/resources.py", "line": 14, "name": name, "options": options}]},
	}
}

test_while_it_is_built_none_is_due if refused("development", []) == 0

test_before_production_one_is_due if refused("review", ["app/resources.py"]) == 1

test_a_test_is_no_rule if refused("review", ["app/policies/notes_test.rego"]) == 1

test_a_rule_is_accepted if refused("production", ["app/policies/notes.rego"]) == 0

test_a_resource_that_asks_no_rule_is_refused if {
	unasked("microapp_kit.Resource", {"write": "writer"}) == {14}
	unasked("microapp_kit.Resource", {"policy": "notes"}) == {14}
	unasked("microapp_kit.Resource", {"policy": null}) == {14}
}

test_a_resource_that_asks_a_rule_is_accepted if {
	unasked("microapp_kit.Resource", {"policy": "app.notes.allow"}) == set()
	unasked("microapp_kit.Field", {}) == set()
}
