# METADATA
# title: No code talks to a model provider by itself
# description: Nothing outside the kit imports a provider's package or opens its service.
# custom:
#   id: MA031
#   severity: error
#   why: A call past the LLM-safe proxy has no redaction, no budget, no limits and no trace.
#   fix: "Call the LLM-safe proxy instead: it speaks the same dialect, and it holds the provider's key."
#   controls: [models.direct_provider_keys]
#   waivable: true
package microapp.rules.secrets.no_provider_sdk

import rego.v1

import data.microapp.lib.modules

providers := data.microapp.data.model_providers

deny contains finding if {
	some used in input.python.imports
	used.module in found
	finding := refusal(used, used.module)
}

deny contains finding if {
	some call in input.python.calls
	call.text in providers.services
	is_client(call.name)
	finding := refusal(call, concat(" of ", [call.text, call.name]))
}

# Worked out once for each module, however often it is imported.
found contains name if {
	some name in {used.module | some used in input.python.imports}
	some module in modules.around(name)
	module in providers.modules
}

is_client(name) if {
	some cloud in ["boto3", "aioboto3", "aiobotocore"]
	modules.is_in(name, cloud)
}

is_client(name) if {
	some method in [".client", ".resource", ".create_client"]
	endswith(name, method)
}

refusal(place, name) := {
	"id": "MA031",
	"path": place.path,
	"line": place.line,
	"message": sprintf("%s talks to a model provider directly.", [name]),
}
