# METADATA
# title: Packages come from a known index alone
# description: No dependency comes from git, an address, a folder or an index that the organisation does not name.
# custom:
#   id: MA065
#   severity: error
#   why: What lies outside the index is checked by nobody, can change under the same name, and may be gone tomorrow.
#   fix: Take the package from the index, or ask the platform team to put it there.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.known_sources

import rego.v1

deny contains finding if {
	some entry in input.dependencies.declared
	entry.kind != "registry"
	finding := at("pyproject.toml", entry.line, sprintf("%s comes from %s, not from an index.", [entry.name, shown[entry.kind]]))
}

deny contains finding if {
	some release in input.dependencies.locked
	not release.kind in {"registry", "self"}
	not release.name in {entry.name | some entry in input.dependencies.declared; entry.kind != "registry"}
	finding := at("uv.lock", release.line, sprintf("%s comes from %s, not from an index.", [release.name, shown[release.kind]]))
}

deny contains finding if {
	some release in input.dependencies.locked
	release.kind == "registry"
	not trim_right(release.url, "/") in known
	finding := at("uv.lock", release.line, sprintf("%s comes from the index %s, which nobody here knows.", [release.name, release.url]))
}

deny contains finding if {
	some setting in input.dependencies.settings
	not is_known(setting)
	finding := at(setting.path, setting.line, sprintf("The setting %s changes where packages come from.", [setting.key]))
}

known := {trim_right(index, "/") | some index in data.microapp.data.packages.indexes}

shown := {"git": "git", "url": "an address", "path": "a folder"}

# An index that is known may be named; what else changes the search may not.
is_known(setting) if {
	not setting.key in data.microapp.data.packages.never
	named := regex.find_n(`[a-z]+://[^'", \]]*`, setting.text, -1)
	count(named) > 0
	count({address | some address in named; not trim_right(address, "/") in known}) == 0
}

at(path, line, message) := {"id": "MA065", "path": path, "line": line, "message": message}
