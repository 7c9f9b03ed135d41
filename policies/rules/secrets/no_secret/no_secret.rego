# METADATA
# title: No secret lies in a file
# description: No key, password, token or private key stands in any file of the repository, whoever owns it.
# custom:
#   id: MA030
#   severity: error
#   why: Whoever can read the repository, now or in any later copy, can use what lies in it.
#   fix: Renew the secret where it was issued, take it out of the file, and read it from the environment. Rewriting history alone does not help.
#   controls: [secrets.scan, secrets.source, models.direct_provider_keys]
#   waivable: true
package microapp.rules.secrets.no_secret

import rego.v1

deny contains finding if {
	some secret in input.secrets
	finding := {
		"id": "MA030",
		"path": secret.path,
		"line": secret.line,
		"column": secret.column,
		"message": sprintf("This looks like a secret: %s.", [secret.kind]),
		"control": control(secret.kind),
	}
}

control(kind) := "models.direct_provider_keys" if kind in data.microapp.data.model_providers.key_kinds

control(kind) := "secrets.scan" if not kind in data.microapp.data.model_providers.key_kinds
