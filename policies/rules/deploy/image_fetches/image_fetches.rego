# METADATA
# title: A build takes in only what was locked
# description: No ADD of an address, no script from the network, no package without its hash, no unlocked uv.
# custom:
#   id: MA073
#   severity: error
#   why: What a build fetches unchecked runs in production without anybody having looked at it.
#   fix: "Install from uv.lock with uv sync --locked, or with pip install --require-hashes from a file of hashes."
#   controls: []
#   waivable: true
package microapp.rules.deploy.image_fetches

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some instruction in deploy.instructions
	instruction.keyword == "ADD"
	not instruction.flags.checksum
	some word in instruction.words
	deploy.matches(`^(https?|ftp|git)://|^git@`, word)
	finding := found(instruction, sprintf("ADD fetches %s unchecked.", [word]))
}

deny contains finding if {
	some instruction in runs
	some problem, pattern in patterns
	deploy.matches(pattern, instruction.value)
	finding := found(instruction, problem)
}

deny contains finding if {
	some instruction in runs
	some command in commands(instruction.value)
	deploy.matches(`(^|[[:space:]])pip[0-9.]*[[:space:]]+([^[:space:]]+[[:space:]]+)*install([[:space:]]|$)`, command)
	not deploy.matches(`--require-hashes([[:space:]]|$)`, command)
	finding := found(instruction, "pip installs packages without checking their hashes.")
}

deny contains finding if {
	some instruction in runs
	some command in commands(instruction.value)
	deploy.matches(`(^|[[:space:]])uv[[:space:]]+([^[:space:]]+[[:space:]]+)*sync([[:space:]]|$)`, command)
	not deploy.matches(`--(locked|frozen)([[:space:]]|$)`, command)
	finding := found(instruction, "uv sync may install other versions than uv.lock holds.")
}

patterns := {
	"A script from the network is run without being checked.": `(curl|wget)[^|;&]*\|[[:space:]]*(sudo[[:space:]]+)?([a-z/]*/)?(ba|da|z|k)?sh([[:space:]]|$)|(ba|da|z)?sh[[:space:]]+(-c[[:space:]]+)?["']?(<\(|\$\()[[:space:]]*(curl|wget)`,
	"A package is installed from a repository or an address, not from the lock.": `(pip[0-9.]*|uv)[[:space:]]+[^;&|]*(install|add)[[:space:]]+[^;&|]*(git\+|https?://)`,
	"Certificates are not checked while fetching.": `(curl[[:space:]][^;&|]*(-k|--insecure)([[:space:]]|$))|(wget[[:space:]][^;&|]*--no-check-certificate)|--trusted-host`,
}

runs contains instruction if {
	some instruction in deploy.instructions
	instruction.keyword == "RUN"
}

commands(text) := regex.split(`&&|\|\||[;\n|]`, text)

found(instruction, message) := {
	"id": "MA073",
	"path": instruction.path,
	"line": instruction.line,
	"message": message,
}
