# METADATA
# title: No secret is built into an image
# description: ENV and ARG hold no secret, and COPY takes named files, never the whole folder or a file of secrets.
# custom:
#   id: MA072
#   severity: error
#   why: An image is kept and copied; every secret in any of its layers can be read by all who can pull it.
#   fix: "Take the secret out and renew it. Give it when the app starts, as deploy/environment.md says."
#   controls: [secrets.source]
#   waivable: true
package microapp.rules.deploy.image_secrets

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some instruction in deploy.instructions
	some pair in instruction.pairs
	deploy.is_hidden(pair.value)
	finding := {
		"id": "MA072",
		"path": instruction.path,
		"line": instruction.line,
		"message": sprintf("%s %s holds a secret.", [instruction.keyword, pair.name]),
	}
}

deny contains finding if {
	some instruction in sources
	some word in array.slice(instruction.words, 0, count(instruction.words) - 1)
	word in {".", "./", "*", "./*", "/"}
	finding := {
		"id": "MA072",
		"path": instruction.path,
		"line": instruction.line,
		"message": "The whole folder is copied, with all that lies in it by chance.",
		"fix": "Name the files and folders that the app needs.",
	}
}

deny contains finding if {
	some instruction in sources
	some word in array.slice(instruction.words, 0, count(instruction.words) - 1)
	deploy.matches(`(^|/)(\.env(\..+)?|\.local|\.git|\.ssh|\.aws|\.netrc|\.npmrc|\.pypirc|id_[a-z0-9]+|[^/]*\.(pem|key|p12|pfx))/?$`, word)
	finding := {
		"id": "MA072",
		"path": instruction.path,
		"line": instruction.line,
		"message": sprintf("%s is copied into the image, and such a file holds secrets.", [word]),
	}
}

# What is taken from the repository, and not from another stage.
sources contains instruction if {
	some instruction in deploy.instructions
	instruction.keyword in {"ADD", "COPY"}
	not instruction.flags.from
}
