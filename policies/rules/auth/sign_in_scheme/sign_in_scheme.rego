# METADATA
# title: Callers prove who they are with short-lived tokens
# description: The contract's security schemes are bearer tokens, OpenID Connect, OAuth 2 without passwords, or mutual TLS.
# custom:
#   id: MA021
#   severity: error
#   why: Passwords and keys that never end are copied into scripts and chats, and nobody can tell whose they are.
#   fix: Use the kit's sign-in (http bearer) and remove the other scheme from the contract.
#   controls: [auth.human, auth.service]
#   waivable: true
package microapp.rules.auth.sign_in_scheme

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some name, scheme in schemes
	not is_allowed(scheme)
	finding := {
		"id": "MA021",
		"path": contract.path,
		"line": contract.line(["components", "securitySchemes", name]),
		"message": sprintf("The security scheme %s (%s) is no short-lived token.", [name, shown(scheme)]),
	}
}

schemes[name] := scheme if {
	all := object.get(contract.document, ["components", "securitySchemes"], {})
	is_object(all)
	some name, entry in all
	scheme := contract.resolved(entry)
}

is_allowed(scheme) if {
	shown(scheme) in data.microapp.data.access.schemes
	not asks_for_passwords(scheme)
}

shown(scheme) := concat(" ", [word |
	some key in ["type", "scheme"]
	word := object.get(scheme, key, null)
	is_string(word)
])

asks_for_passwords(scheme) if {
	some flow in ["password", "implicit"]
	object.get(scheme, ["flows", flow], null) != null
}
