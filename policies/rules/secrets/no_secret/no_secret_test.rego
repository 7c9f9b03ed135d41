package microapp.rules.secrets.no_secret_test

import rego.v1

import data.microapp.rules.secrets.no_secret

found(kind) := {"secrets": [{"path": "app/x.py", "line": 4, "column": 9, "kind": kind}]}

test_a_repository_without_secrets_is_accepted if count(no_secret.deny) == 0 with input as {"secrets": []}

test_a_secret_is_refused_where_it_lies if {
	some finding in no_secret.deny with input as found("AWS access key")
	finding.path == "app/x.py"
	finding.line == 4
	finding.column == 9
	finding.control == "secrets.scan"
}

test_a_model_providers_key_concerns_the_models if {
	some finding in no_secret.deny with input as found("OpenAI API key")
	finding.control == "models.direct_provider_keys"
}
