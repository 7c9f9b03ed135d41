# METADATA
# title: Signatures are compared in constant time
# description: A file that computes an HMAC compares it with hmac.compare_digest.
# custom:
#   id: MA121
#   severity: error
#   why: An ordinary comparison stops at the first wrong byte, and so tells a patient stranger the right signature.
#   fix: Compare with hmac.compare_digest(expected.encode(), given.encode()).
#   controls: []
#   waivable: true
package microapp.rules.webhook.constant_time

import rego.v1

deny contains finding if {
	some call in input.python.calls
	startswith(call.path, "app/")
	call.name in {"hmac.new", "hmac.digest", "hmac.HMAC"}
	not compares(call.path)
	finding := {
		"id": "MA121",
		"path": call.path,
		"line": call.line,
		"message": sprintf("%s is called here, and hmac.compare_digest nowhere in this file.", [call.name]),
	}
}

compares(path) if {
	some call in input.python.calls
	call.path == path
	call.name in {"hmac.compare_digest", "compare_digest", "secrets.compare_digest"}
}
