# METADATA
# title: No model provider's package is installed
# description: The project depends on no package of a model provider.
# custom:
#   id: MA033
#   severity: error
#   why: What is installed gets used, and a call past the LLM-safe proxy has no redaction, no budget and no trace.
#   fix: Take the dependency out of pyproject.toml and run uv lock; call the LLM-safe proxy with the HTTP client that is there.
#   controls: [models.direct_provider_keys]
#   waivable: true
package microapp.rules.secrets.no_provider_package

import rego.v1

deny contains finding if {
	some declared in input.dependencies.declared
	declared.name in providers
	finding := refusal("pyproject.toml", declared)
}

deny contains finding if {
	some required in input.dependencies.requirements
	required.name in providers
	finding := refusal(required.path, required)
}

# PyPA, Names and normalization: case and the kind of separator do not count.
providers contains name if {
	some name in names
	regex.replace(lower(name), `[-_.]+`, "-") in data.microapp.data.model_providers.packages
}

names := {declared.name | some declared in input.dependencies.declared} | {required.name |
	some required in input.dependencies.requirements
}

refusal(path, named) := {
	"id": "MA033",
	"path": path,
	"line": named.line,
	"message": sprintf("%s is the package of a model provider.", [named.name]),
}
