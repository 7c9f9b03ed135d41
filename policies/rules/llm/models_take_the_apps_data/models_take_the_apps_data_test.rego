package microapp.rules.llm.models_take_the_apps_data_test

import rego.v1

import data.microapp.rules.llm.models_take_the_apps_data

refused(place, most, seen) := count(findings) if {
	model := {"alias": "big", "provider": "openai", "place": place, "sensitivity_max": most, "line": 4, "lines": {}}
	findings := models_take_the_apps_data.deny with input as {
		"llm": {"models": [model]},
		"manifest": {},
		"demanded": {"facts": {"sensitivity": seen}},
	}
}

test_up_to_the_data_of_the_app_is_accepted if {
	refused("external_default", "internal", "internal") == 0
	refused("external_default", "public", "restricted") == 0
}

test_more_than_that_is_refused if {
	refused("external_default", "confidential", "internal") == 1
	refused("external_powerful", "internal", "public") == 1
}

test_a_model_inside_may_take_more if refused("private", "restricted", "public") == 0
