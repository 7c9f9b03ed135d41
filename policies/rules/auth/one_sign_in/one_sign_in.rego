# METADATA
# title: Only the kit signs people in
# description: Nothing under app/ imports a library for tokens, sessions or passwords.
# custom:
#   id: MA022
#   severity: error
#   why: "A second way in is one that nobody proves: it skips limits, roles, audit and the checks of RFC 8725."
#   fix: Take the caller from the kit (from microapp_kit import Caller) and remove the import.
#   controls: [auth.human]
#   waivable: true
package microapp.rules.auth.one_sign_in

import rego.v1

import data.microapp.lib.modules

deny contains finding if {
	some used in input.python.imports
	startswith(used.path, "app/")
	some module in data.microapp.data.access.sign_in_modules
	modules.is_in(used.module, module)
	finding := {
		"id": "MA022",
		"path": used.path,
		"line": used.line,
		"message": sprintf("%s is for signing in, which the kit does.", [used.module]),
	}
}
