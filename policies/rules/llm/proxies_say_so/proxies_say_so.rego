# METADATA
# title: An app that asks AI models says so in its answers
# description: The answer about AI of an app of the blueprint llm-proxy is not that there is none.
# custom:
#   id: MA140
#   severity: error
#   why: The answers decide the protections, and these were given for an app without AI.
#   fix: Answer ai_and_egress anew with microapp new in another folder, and take over the new microapp.yaml.
#   controls: [models.allowed]
#   waivable: false
package microapp.rules.llm.proxies_say_so

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.text(["blueprint"]) == "llm-proxy"
	is_object(input.demanded) # else an answer cannot be read, which another rule tells of
	object.get(manifest.demanded, ["facts", "llm"], "none") == "none"
	finding := {
		"id": "MA140",
		"path": "microapp.yaml",
		"line": manifest.line(["answers", "ai_and_egress"]),
		"message": "This app asks AI models, and its answers say that it uses no AI.",
	}
}
