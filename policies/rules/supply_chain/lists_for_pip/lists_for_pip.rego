# METADATA
# title: The lists for pip say what the lock says
# description: Every requirements.txt pins versions with hashes, and those beside uv.lock hold its very files.
# custom:
#   id: MA066
#   severity: error
#   why: Whoever installs with pip would get something else than was tested and audited.
#   fix: Run uv export --locked --no-dev --format requirements.txt into requirements.txt, without --no-dev into requirements-dev.txt.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.lists_for_pip

import rego.v1

deny contains finding if {
	some entry in input.dependencies.requirements
	not is_pinned(entry)
	finding := at(entry.path, entry.line, sprintf("%s is not pinned by version and hash.", [entry.text]))
}

deny contains finding if {
	some entry in input.dependencies.requirements
	is_pinned(entry)
	entry.path in lists
	not [entry.name, entry.version, entry.digest] in locked
	finding := at(entry.path, entry.line, sprintf("%s %s is not what uv.lock holds.", [entry.name, entry.version]))
}

deny contains finding if {
	some list, names in wanted
	listed := {entry.name | some entry in input.dependencies.requirements; entry.path == list}
	count(listed) > 0
	some name in names - listed
	finding := at(list, 1, sprintf("%s is in uv.lock and not in this list.", [name]))
}

lists := {"requirements.txt", "requirements-dev.txt"}

wanted := {
	"requirements.txt": {entry.name | some entry in input.dependencies.declared; entry.group == ""; entry.kind == "registry"} & packages,
	"requirements-dev.txt": packages,
}

packages := {release.name | some release in input.dependencies.locked; release.kind == "registry"}

is_pinned(entry) if {
	entry.kind == "registry"
	entry.version != ""
	entry.hashes > 0
}

locked := {[release.name, release.version, release.digest] | some release in input.dependencies.locked}

at(path, line, message) := {"id": "MA066", "path": path, "line": line, "message": message}
