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
