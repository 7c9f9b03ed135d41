package microapp.rules.secrets.no_provider_package_test

import rego.v1

import data.microapp.rules.secrets.no_provider_package

refused(declared, required) := result if {
	dependencies := {
		"declared": [{"name": name, "line": 7} | some name in declared],
		"requirements": [{"path": "requirements.txt", "line": 3, "name": name} | some name in required],
	}
	findings := no_provider_package.deny with input as {"dependencies": dependencies}
		with data.microapp.data.model_providers as {"packages": ["google-genai", "openai"]}
	result := count(findings)
}

test_other_packages_are_accepted if refused(["starlette", "openai-clone"], ["uvicorn"]) == 0

test_a_providers_package_is_refused_in_every_spelling if {
	refused(["openai"], []) == 1
	refused(["Google_GenAI"], []) == 1
	refused([], ["google.genai"]) == 1
}
