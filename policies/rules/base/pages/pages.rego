# METADATA
# title: The pages that the answers ask for are written before production
# description: In review and production, every page that a control asks for is there and says something.
# custom:
#   id: MA017
#   severity: error
#   why: These pages are for the bad day; on that day it is too late to write them.
#   fix: Write the page, in plain words; docs/do/write-the-due-pages.md says what belongs in each.
#   controls: []
#   waivable: true
package microapp.rules.base.pages

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.proofs

deny contains finding if {
	manifest.is_going_live
	some control, listed in data.microapp.data.evidence
	control in manifest.controls
	some proof in listed
	proof.page
	proofs.applies(proof, control)
	written := object.get(input.documents, [proof.page, "words"], 0)
	written < proof.words
	finding := {
		"id": "MA017",
		"path": proof.page,
		"line": 1,
		"message": sprintf("%s has %d words of at least %d: %s.", [proof.page, written, proof.words, proof.says]),
		"control": control,
	}
}
