# METADATA
# title: No file names a model provider's address
# description: Outside the kit, Markdown pages and the models.yaml of a proxy, no file holds the host name of a model provider.
# custom:
#   id: MA032
#   severity: error
#   why: Who knows the address goes past the LLM-safe proxy, with no redaction, no budget and no trace.
#   fix: Put the address of the LLM-safe proxy there; only the proxy knows the provider's.
#   controls: [models.direct_provider_keys]
#   waivable: true
package microapp.rules.secrets.no_provider_host

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.modules

deny contains finding if {
	some found in input.hosts
	found.host in providers
	not endswith(lower(found.path), ".md")
	not is_of_the_proxy(found.path)
	finding := {
		"id": "MA032",
		"path": found.path,
		"line": found.line,
		"message": sprintf("%s is the address of a model provider.", [found.host]),
	}
}

# Worked out once for each host, however many files name it.
providers contains name if {
	some name in hosts
	some domain in modules.domains(name)
	domain in data.microapp.data.model_providers.hosts
}

providers contains name if {
	some name in hosts
	some start in data.microapp.data.model_providers.host_starts
	startswith(lower(name), start)
	endswith(lower(name), ".amazonaws.com")
}

hosts := {found.host | some found in input.hosts}

# The proxy is the one app that calls providers, and this is where it says which.
is_of_the_proxy(path) if {
	path == "models.yaml"
	manifest.text(["blueprint"]) == "llm-proxy"
}
