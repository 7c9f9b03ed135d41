# METADATA
# title: No combination of answers is used that is not allowed
# description: Answers that the questionnaire refuses together are in use only with the exception it names.
# custom:
#   id: MA010
#   severity: error
#   why: These combinations were refused because no protection in the kit makes them safe.
#   fix: Change one of the answers, or ask for the exception that the message names, under exceptions in microapp.yaml.
#   controls: []
#   waivable: false
package microapp.rules.base.denied_answers

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	some name in object.get(manifest.demanded, "denied", [])
	finding := {
		"id": "MA010",
		"path": "microapp.yaml",
		"line": manifest.line(["answers"]),
		"message": sprintf("These answers do not go together; only the exception %s opens this.", [name]),
		"control": name,
	}
}
