# METADATA
# title: Callers bring values, not instructions for the model
# description: No operation takes a field that is an instruction for the AI model, such as systemPrompt.
# custom:
#   id: MA111
#   severity: error
#   why: Who may write the instructions can make the model do anything, and no version or test covers what they wrote.
#   fix: Keep the prompt in a versioned file on the server, and take only the values it needs from the caller.
#   controls: [models.prompt_store]
#   waivable: true
package microapp.rules.llm.prompts_on_the_server

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some field in contract.fields
	contract.is_named(field.name, instructions)
	finding := {
		"id": "MA111",
		"path": contract.path,
		"line": contract.line_of(field),
		"message": sprintf("%s.%s lets a caller write instructions for the AI model.", [field.schema, field.name]),
	}
}

instructions contains word if some word in data.microapp.data.prompt_fields.instructions
