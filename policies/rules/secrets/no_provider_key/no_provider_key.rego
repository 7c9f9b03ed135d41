# METADATA
# title: No setting holds a model provider's key
# description: Outside the kit and Markdown pages, no file names an environment variable that holds a provider's key.
# custom:
#   id: MA034
#   severity: error
#   why: Only the LLM-safe proxy holds provider keys; an app that gets one can spend without limit and without a trace.
#   fix: Take the variable out, and let the app sign in to the LLM-safe proxy with its own short-lived token.
#   controls: [models.direct_provider_keys]
#   waivable: true
package microapp.rules.secrets.no_provider_key

import rego.v1

deny contains finding if {
	some found in input.key_names
	not endswith(lower(found.path), ".md")
	found.name in data.microapp.data.model_providers.key_names
	finding := {
		"id": "MA034",
		"path": found.path,
		"line": found.line,
		"message": sprintf("%s names a model provider's key.", [found.name]),
	}
}
