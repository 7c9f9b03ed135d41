# METADATA
# title: The lock says which files are the platform's
# description: .microapp/lock.json is there, contradicts nothing, and names layers that ship with this microapp.
# custom:
#   id: MA013
#   severity: error
#   why: Without the lock, nobody can tell a changed protection from an original one.
#   fix: Restore .microapp/lock.json from git; if it names another version of microapp, check with that version.
#   controls: []
#   waivable: false
package microapp.rules.base.lock

import rego.v1

deny contains finding if {
	some problem in problems
	finding := {
		"id": "MA013",
		"path": ".microapp/lock.json",
		"line": problem.line,
		"message": problem.message,
	}
}

problems contains {"line": 1, "message": "There is no lock that can be read."} if {
	not is_object(input.lock)
	count(unread) == 0
}

problems contains {"line": max([1, file.line]), "message": sprintf("The lock cannot be read: %s", [file.message])} if {
	some file in unread
}

unread contains file if {
	some file in input.unreadable
	file.path == ".microapp/lock.json"
}

problems contains {"line": 1, "message": unverified} if {
	is_object(input.lock)
	count(input.lock_problems) == 0
	input.lock_verified == false
}

problems contains {"line": problem.line, "message": sprintf("The lock %s", [problem.message])} if {
	some problem in input.lock_problems
}

unverified := concat(" ", [
	"The lock names layers that do not ship with this microapp,",
	"so nobody can tell whether the platform's files are the original ones.",
])
