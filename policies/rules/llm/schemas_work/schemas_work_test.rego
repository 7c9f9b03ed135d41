package microapp.rules.llm.schemas_work_test

import rego.v1

import data.microapp.rules.llm.schemas_work

told(about) := {finding.message |
	problem := {"path": "prompts/sort.yaml", "line": 8, "about": about, "message": "This is no JSON Schema."}
	some finding in schemas_work.deny with input as {"llm": {"problems": [problem]}}
}

test_a_schema_that_does_not_work_is_refused if told("schema") == {"This is no JSON Schema."}

test_the_rest_is_for_other_rules if told("text") == set()
