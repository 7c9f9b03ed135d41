package microapp.rules.secrets.no_provider_host_test

import rego.v1

import data.microapp.rules.secrets.no_provider_host

refused(path, host) if {
	findings := no_provider_host.deny with input as {"hosts": [{"path": path, "line": 2, "host": host}]}
		with data.microapp.data.model_providers as {"hosts": ["api.openai.com"], "host_starts": ["bedrock-runtime."]}
	count(findings) == 1
}

test_a_providers_address_is_refused_in_any_file if {
	refused("app/x.py", "api.openai.com")
	refused("compose.yaml", "eu.API.openai.com")
	refused("app/x.py", "bedrock-runtime.eu-central-1.amazonaws.com")
}

test_other_addresses_are_accepted if {
	not refused("app/x.py", "openai.com.example")
	not refused("app/x.py", "notapi.openai.community")
	not refused("app/x.py", "bedrock-runtime.acme.example")
}

test_a_page_may_name_it if not refused("docs/why.MD", "api.openai.com")

found_in(path, blueprint) := count(found) if {
	found := no_provider_host.deny with input as {
		"manifest": {"blueprint": blueprint},
		"hosts": [{"path": path, "line": 1, "host": "api.openai.com"}],
	}
		with data.microapp.data.model_providers as {"hosts": ["api.openai.com"], "host_starts": []}
}

test_only_a_proxy_names_providers_and_only_among_its_models if {
	found_in("models.yaml", "llm-proxy") == 0
	found_in("models.yaml", "crud") == 1
	found_in("app/models.yaml", "llm-proxy") == 1
	found_in("app/ask.py", "llm-proxy") == 1
}
