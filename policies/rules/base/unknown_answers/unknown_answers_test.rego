package microapp.rules.base.unknown_answers_test

import rego.v1

import data.microapp.rules.base.unknown_answers

refused(stage, answer) := result if {
	findings := unknown_answers.deny with input as {
		"manifest": {"answers": {"data": answer, "outage": "shrug"}, "lifecycle": {"stage": stage}},
		"demanded": {"controls": {"review": {"unknown_answers": "production"}}},
		"lines": {},
	}
	result := count(findings)
}

test_while_it_is_built_a_question_may_be_open if refused("development", "unknown") == 0

test_before_production_it_must_be_answered if {
	refused("review", "unknown") == 1
	refused("production", "unknown") == 1
}

test_an_answer_is_accepted if refused("production", "public") == 0
