# METADATA
# title: The image runs as an ordinary user
# description: The last stage ends with a USER that is a number other than 0, as Kubernetes can check a number alone.
# custom:
#   id: MA071
#   severity: error
#   why: Whoever breaks into a process that runs as root is a step away from the machine underneath.
#   fix: "Write USER 10001:10001 in the last stage, below everything that needs root."
#   controls: []
#   waivable: true
package microapp.rules.deploy.image_user

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some path, dockerfile in input.dockerfiles
	count(dockerfile.stages) > 0
	stage := count(dockerfile.stages) - 1
	users := [i | some i in dockerfile.instructions; i.keyword == "USER"; i.stage == stage]
	count(users) == 0
	finding := {
		"id": "MA071",
		"path": path,
		"line": dockerfile.stages[stage].line,
		"message": "The last stage names no USER, so the app runs as root.",
	}
}

deny contains finding if {
	some path, dockerfile in input.dockerfiles
	stage := count(dockerfile.stages) - 1
	users := [i | some i in dockerfile.instructions; i.keyword == "USER"; i.stage == stage]
	user := users[count(users) - 1]
	not is_ordinary(user.value)
	finding := {
		"id": "MA071",
		"path": path,
		"line": user.line,
		"message": sprintf("USER %s is not a number other than 0.", [user.value]),
	}
}

is_ordinary(value) if deploy.matches(`^[1-9][0-9]*(:[1-9][0-9]*)?$`, value)
