# METADATA
# title: Every package is locked with the hashes of its files
# description: uv.lock is there, and every package from an index has hashes for all of its files.
# custom:
#   id: MA063
#   severity: error
#   why: Without a lock, each build takes what the index serves that day; without a hash, it cannot tell that a file was exchanged.
#   fix: "Run uv lock and commit uv.lock. Without uv, once: .venv/bin/pip install uv; then it is .venv/bin/uv lock."
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.locked

import rego.v1

deny contains finding if {
	some name, is_there in input.dependencies.files
	not is_there
	finding := at(name, 1, sprintf("%s is missing, so nobody knows what is installed.", [name]))
}

deny contains finding if {
	some release in input.dependencies.locked
	release.kind in {"registry", "url"}
	release.hashes == 0
	finding := at("uv.lock", release.line, sprintf("Files of %s %s have no hash.", [release.name, release.version]))
}

at(path, line, message) := {"id": "MA063", "path": path, "line": line, "message": message}
