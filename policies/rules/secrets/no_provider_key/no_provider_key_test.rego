package microapp.rules.secrets.no_provider_key_test

import rego.v1

import data.microapp.rules.secrets.no_provider_key

refused(path, name) if {
	findings := no_provider_key.deny with input as {"key_names": [{"path": path, "line": 2, "name": name}]}
		with data.microapp.data.model_providers as {"key_names": ["OPENAI_API_KEY"]}
	count(findings) == 1
}

test_a_providers_key_is_refused_in_any_file if {
	refused("app/settings.py", "OPENAI_API_KEY")
	refused("compose.yaml", "OPENAI_API_KEY")
}

test_other_keys_are_accepted if not refused("app/settings.py", "SESSION_KEY")

test_a_page_may_name_it if not refused("docs/why.md", "OPENAI_API_KEY")
