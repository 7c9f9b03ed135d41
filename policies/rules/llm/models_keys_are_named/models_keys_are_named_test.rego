package microapp.rules.llm.models_keys_are_named_test

import rego.v1

import data.microapp.rules.llm.models_keys_are_named

problems(change) := count(found) if {
	base := {
		"alias": "a",
		"provider": "openai",
		"place": "external_default",
		"key": "LLM_KEY_A",
		"base_url": "https://models.example.com/v1",
		"line": 1,
		"lines": {},
	}
	found := models_keys_are_named.deny with input as {"llm": {"models": [object.union(base, change)]}}
}

test_a_variable_and_https_are_accepted if problems({}) == 0

test_a_private_model_needs_neither if {
	problems({"place": "private", "key": "", "base_url": "http://models.acme.example"}) == 0
	problems({"provider": "local", "key": "", "base_url": ""}) == 0
}

test_a_key_in_the_file_is_refused_wherever_the_model_stands if {
	problems({"key": "sk-1234"}) == 1
	problems({"key": "sk-1234", "place": "private"}) == 1
	problems({"key": "LLM_KEY_a b"}) == 1
}

test_no_key_or_plain_http_outside_is_refused if {
	problems({"key": ""}) == 1
	problems({"base_url": "http://models.example.com/v1"}) == 1
	problems({"key": "", "base_url": "", "place": "somewhere"}) == 2
}

test_a_server_inside_needs_an_address_too if {
	problems({"place": "private", "key": "", "base_url": "http://ann:x@models.acme.example", "is_address": false}) == 1
	problems({"provider": "local", "key": "", "base_url": "", "is_address": false}) == 0
}
