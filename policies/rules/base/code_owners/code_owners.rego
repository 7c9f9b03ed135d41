# METADATA
# title: The people who answer for the app are asked about every change
# description: CODEOWNERS has a line for all files that names the owner, and no line that names nobody.
# custom:
#   id: MA016
#   severity: error
#   why: Reviews go to the people in CODEOWNERS; if those have left, changes wait for nobody or pass unseen.
#   fix: Run microapp fix, or write the e-mail addresses of microapp.yaml into the line that begins with a star.
#   controls: []
#   waivable: true
package microapp.rules.base.code_owners

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	not has_line_for_all
	finding := at(1, "No line of CODEOWNERS stands for all files.")
}

deny contains finding if {
	some entry in input.codeowners
	count(entry.owners) == 0
	finding := at(entry.line, sprintf("The line for %s names nobody, so nobody is asked.", [entry.pattern]))
}

deny contains finding if {
	some entry in input.codeowners
	entry.pattern == "*"
	email := lower(manifest.text(["owner", "email"]))
	manifest.is_email(email)
	count(entry.owners) > 0
	not email in {lower(owner) | some owner in entry.owners}
	finding := at(entry.line, sprintf("The owner, %s, is not asked about changes.", [email]))
}

has_line_for_all if {
	some entry in input.codeowners
	entry.pattern == "*"
}

at(line, message) := {"id": "MA016", "path": "CODEOWNERS", "line": line, "message": message}
