package microapp.rules.health.no_outside_model_test

import rego.v1

import data.microapp.rules.health.no_outside_model

refused(llm) := result if {
	findings := no_outside_model.deny with input as {"manifest": {"facts": {"llm": llm}}, "lines": {}}
	result := count(findings)
}

test_no_and_private_models_are_accepted if {
	refused("none") == 0
	refused("private") == 0
}

test_every_other_model_is_refused if {
	refused("external_default") == 1
	refused("agentic") == 1
	refused(null) == 1
}
