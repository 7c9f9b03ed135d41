package microapp.rules.base.pages_test

import rego.v1

import data.microapp.rules.base.pages

table := {
	"pii.dpia": [{"page": "docs/dpia.md", "words": 100, "says": "what data does to people"}],
	"ci.required": [{"page": "docs/threat_model.md", "words": 50, "says": "who would attack", "where": ["threat_model"]}],
}

refused(stage, checks, documents) := result if {
	findings := pages.deny with input as {
		"manifest": {"lifecycle": {"stage": stage}},
		"demanded": {"controls": {"pii": {"dpia": "required"}, "ci": {"required": checks}}},
		"documents": documents,
		"lines": {},
	}
		with data.microapp.data.evidence as table
	result := {finding.path | some finding in findings}
}

test_while_it_is_built_no_page_is_due if count(refused("development", ["lint"], {})) == 0

test_before_production_the_page_is_due if refused("review", ["lint"], {}) == {"docs/dpia.md"}

test_a_page_of_few_words_is_none if refused("production", ["lint"], {"docs/dpia.md": {"words": 99}}) == {"docs/dpia.md"}

test_a_written_page_is_accepted if count(refused("production", ["lint"], {"docs/dpia.md": {"words": 100}})) == 0

test_a_page_that_one_value_asks_for_is_due_with_that_value if {
	refused("production", ["lint", "threat_model"], {"docs/dpia.md": {"words": 100}}) == {"docs/threat_model.md"}
}
