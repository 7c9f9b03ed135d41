package microapp.rules.health.inventory_test

import rego.v1

import data.microapp.rules.health.inventory

refused(name, documents) := result if {
	findings := inventory.deny with input as {
		"contract": {"document": {"components": {"schemas": {"Visit": {"properties": {name: {"type": "string"}}}}}}},
		"documents": documents,
	}
		with data.microapp.data.health as {"patient_words": ["diagnosis"], "inventory": "docs/a.md", "inventory_words": 50}
	result := count(findings)
}

test_a_written_inventory_is_accepted if refused("diagnosis", {"docs/a.md": {"words": 50}}) == 0

test_without_one_data_on_patients_is_refused if {
	refused("diagnosis", {}) == 1
	refused("first_diagnosis", {"docs/a.md": {"words": 49}}) == 1
}

test_other_fields_need_none if refused("title", {}) == 0
