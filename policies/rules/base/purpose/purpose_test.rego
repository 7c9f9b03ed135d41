package microapp.rules.base.purpose_test

import rego.v1

import data.microapp.rules.base.purpose

refused(text) := result if {
	findings := purpose.deny with input as {
		"manifest": {"title": "Shows who is away, and until when.", "purpose": text},
		"demanded": {"controls": {"identity": {"purpose_min_chars": 30}}},
		"lines": {"/purpose": 4},
	}
	result := count(findings)
}

test_a_sentence_is_accepted if refused("Everybody in the team sees who is away.") == 0

test_a_word_is_refused if refused("test") == 1

test_blanks_do_not_count if refused("test                                   ") == 1

test_the_title_is_no_purpose if refused("shows who is away, and until when.") == 1

test_no_text_is_refused if refused(null) == 1
