package microapp.rules.llm.powerful_needs_approval_test

import rego.v1

import data.microapp.rules.llm.powerful_needs_approval

refused(place, needs_approval) if {
	model := {"alias": "a", "place": place, "needs_approval": needs_approval, "line": 1, "lines": {}}
	found := powerful_needs_approval.deny with input as {"llm": {"models": [model]}}
	count(found) == 1
}

test_a_powerful_model_without_approval_is_refused if refused("external_powerful", false)

test_other_models_are_accepted if {
	not refused("external_powerful", true)
	not refused("external_default", false)
}
