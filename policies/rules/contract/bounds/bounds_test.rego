package microapp.rules.contract.bounds_test

import rego.v1

import data.microapp.rules.contract.bounds

refused(schema) := result if {
	findings := bounds.deny with input as {"contract": {"document": {"components": {"schemas": {"Note": {"properties": {"text": schema}}}}}}}
	result := {finding.message | some finding in findings}
}

test_bounded_values_are_accepted if {
	count(refused({"type": "string", "maxLength": 9})) == 0
	count(refused({"type": ["string", "null"], "enum": ["a", null]})) == 0
	count(refused({"type": "string", "format": "uuid"})) == 0
	count(refused({"type": "array", "maxItems": 9, "items": {"type": "integer"}})) == 0
	count(refused({"type": "integer"})) == 0
}

test_unbounded_values_are_refused_by_name if {
	refused({"type": "string"}) == {"Note.properties.text has no maxLength."}
	refused({"type": ["string", "null"]}) == {"Note.properties.text has no maxLength."}
	refused({"type": "array", "items": {"type": "string"}}) == {
		"Note.properties.text has no maxItems.",
		"Note.properties.text.items has no maxLength.",
	}
}

test_a_field_may_be_called_type if {
	count(refused({"type": "object", "properties": {"type": {"type": "string", "maxLength": 9}}})) == 0
}

test_examples_are_no_schemas if count(refused({"type": "integer", "example": {"type": "string"}})) == 0
