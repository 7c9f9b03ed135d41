# METADATA
# title: What the app says goes through the kit's logs, which mask personal data
# description: Nothing under app/ prints or writes to the terminal by itself.
# custom:
#   id: MA101
#   severity: error
#   why: What is printed is collected like a log, and nothing has masked it.
#   fix: "Use logging.getLogger(__name__).info(…): the kit masks what is personal."
#   controls: [pii.log_redaction, pii.logs_with_pii]
#   waivable: true
package microapp.rules.pii.no_print

import rego.v1

deny contains finding if {
	some call in input.python.calls
	startswith(call.path, "app/")
	call.name in {"print", "pprint", "pprint.pprint", "sys.stdout.write", "sys.stderr.write"}
	finding := {
		"id": "MA101",
		"path": call.path,
		"line": call.line,
		"message": sprintf("%s writes past the kit's logs.", [call.name]),
	}
}
