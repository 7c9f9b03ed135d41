# METADATA
# title: A prompt asks for no longer answer than the app may have
# description: max_output_tokens of every version is no more than the control models.max_output_tokens.
# custom:
#   id: MA139
#   severity: error
#   why: The proxy cuts every answer at the limit of the app, so a longer one ends in the middle of a sentence.
#   fix: Lower max_output_tokens under limits, and ask for a shorter answer in the text.
#   controls: [models.max_output_tokens]
#   waivable: true
package microapp.rules.llm.prompts_within_the_grant

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.models

deny contains finding if {
	some prompt in models.prompts
	most := manifest.number("models", "max_output_tokens")
	most > 0
	prompt.max_output_tokens > most
	finding := {
		"id": "MA139",
		"path": prompt.path,
		"line": prompt.lines.max_output_tokens,
		"message": sprintf("Version %d asks for up to %d tokens, and an answer of this app has %d at most.", [prompt.version, prompt.max_output_tokens, most]),
	}
}
