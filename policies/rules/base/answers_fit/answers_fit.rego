# METADATA
# title: What the app does fits what its answers say
# description: An app that said it uses no AI imports and calls none; one that said it sees no personal data keeps no such fields.
# custom:
#   id: MA009
#   severity: error
#   why: The answers decide the protections; an app that does more than they say runs without the ones it needs.
#   fix: Answer the question anew with microapp new in another folder, take over the new microapp.yaml, or remove the code.
#   controls: [pii.store_pii]
#   waivable: true
package microapp.rules.base.answers_fit

import rego.v1

import data.microapp.lib.contract
import data.microapp.lib.manifest
import data.microapp.lib.modules

deny contains finding if {
	manifest.at(["facts", "llm"]) == "none"
	some used in input.python.imports
	some module in data.microapp.data.model_providers.modules
	modules.is_in(used.module, module)
	finding := {
		"id": "MA009",
		"path": used.path,
		"line": used.line,
		"message": sprintf("%s talks to an AI model, and the answers say that the app uses none.", [used.module]),
	}
}

deny contains finding if {
	manifest.at(["facts", "llm"]) == "none"
	some found in input.hosts
	startswith(found.path, "app/")
	some host in data.microapp.data.model_providers.hosts
	modules.is_host(found.host, host)
	finding := {
		"id": "MA009",
		"path": found.path,
		"line": found.line,
		"message": sprintf("%s is an AI model's address, and the answers say that the app uses none.", [found.host]),
	}
}

deny contains finding if {
	manifest.at(["facts", "pii"]) == false
	some field in contract.fields
	contract.is_named(field.name, sensitive)
	finding := {
		"id": "MA009",
		"path": contract.path,
		"line": field.line,
		"message": sprintf("%s.%s holds personal data, and the answers say that the app sees none.", [field.schema, field.name]),
	}
}

sensitive contains word if {
	some kind in ["sensitive", "special"]
	some words in data.microapp.data.personal_fields[kind]
	some word in words
}
