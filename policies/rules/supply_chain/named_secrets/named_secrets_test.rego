package microapp.rules.supply_chain.named_secrets_test

import rego.v1

import data.microapp.rules.supply_chain.named_secrets

refused(given) := result if {
	findings := named_secrets.deny with input as {"workflows": [{"path": "ci.yml", "jobs": [{"id": "a", "line": 8, "secrets": given}]}]}
	result := count(findings)
}

test_none_is_accepted if refused(null) == 0

test_all_is_refused if refused("inherit") == 1
