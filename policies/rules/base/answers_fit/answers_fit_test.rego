package microapp.rules.base.answers_fit_test

import rego.v1

import data.microapp.rules.base.answers_fit

app(facts, change) := object.union(
	{
		"manifest": {"facts": facts},
		"python": {"imports": []},
		"hosts": [],
		"contract": {"document": null, "lines": {}},
	},
	change,
)

refused(facts, change) := result if {
	findings := answers_fit.deny with input as app(facts, change)
		with data.microapp.data.model_providers as {"modules": ["openai", "google.genai"], "hosts": ["openai.com"]}
	result := count(findings)
}

imports(module) := {"python": {"imports": [{"path": "app/x.py", "line": 3, "module": module}]}}

calls(path, host) := {"hosts": [{"path": path, "line": 3, "host": host}]}

keeps(name) := {"contract": {"lines": {}, "document": {"components": {"schemas": {"Note": {"properties": {name: {"type": "string"}}}}}}}}

test_an_app_without_ai_does_not_import_it if {
	refused({"llm": "none"}, imports("openai")) == 1
	refused({"llm": "none"}, imports("google.genai.types")) == 1
	refused({"llm": "none"}, imports("openair")) == 0
	refused({"llm": "private"}, imports("openai")) == 0
}

test_an_app_without_ai_does_not_call_it if {
	refused({"llm": "none"}, calls("app/x.py", "API.openai.com")) == 1
	refused({"llm": "none"}, calls("app/x.py", "notopenai.com")) == 0
	refused({"llm": "none"}, calls("README.md", "api.openai.com")) == 0
}

test_an_app_without_personal_data_keeps_none if {
	refused({"pii": false}, keeps("customerBirthDate")) == 1
	refused({"pii": false}, keeps("iban")) == 1
	refused({"pii": false}, keeps("email")) == 0
	refused({"pii": true}, keeps("iban")) == 0
}
