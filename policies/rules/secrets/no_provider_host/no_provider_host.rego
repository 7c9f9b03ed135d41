# METADATA
# title: No file names a model provider's address
# description: Outside the kit and Markdown pages, no file holds the host name of a model provider.
# custom:
#   id: MA032
#   severity: error
#   why: Who knows the address goes past the LLM-safe proxy, with no redaction, no budget and no trace.
#   fix: Put the address of the LLM-safe proxy there; only the proxy knows the provider's.
#   controls: [models.direct_provider_keys]
#   waivable: true
package microapp.rules.secrets.no_provider_host

import rego.v1

import data.microapp.lib.modules

deny contains finding if {
	some found in input.hosts
	not endswith(lower(found.path), ".md")
	is_provider(found.host)
	finding := {
		"id": "MA032",
		"path": found.path,
		"line": found.line,
		"message": sprintf("%s is the address of a model provider.", [found.host]),
	}
}

is_provider(name) if {
	some host in data.microapp.data.model_providers.hosts
	modules.is_host(name, host)
}

is_provider(name) if {
	some start in data.microapp.data.model_providers.host_starts
	startswith(lower(name), start)
	endswith(lower(name), ".amazonaws.com")
}
