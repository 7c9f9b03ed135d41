# METADATA
# title: The lock is made from what is declared
# description: uv.lock remembers exactly the dependencies that pyproject.toml declares, and holds a version of each.
# custom:
#   id: MA064
#   severity: error
#   why: A lock that is behind installs something else than people read, or stops the build.
#   fix: "Run uv lock and commit uv.lock. Without uv, once: .venv/bin/pip install uv; then it is .venv/bin/uv lock."
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.lock_in_step

import rego.v1

deny contains finding if {
	input.dependencies.files["uv.lock"]
	some entry in input.dependencies.declared
	entry.group != "build"
	not is_remembered(entry)
	finding := at("pyproject.toml", entry.line, sprintf("uv.lock was made before %s %s was declared.", [entry.name, entry.spec]))
}

deny contains finding if {
	input.dependencies.files["pyproject.toml"]
	some entry in input.dependencies.requires
	count({name | some one in input.dependencies.declared; one.name == entry.name; one.group == entry.group; name := one.name}) == 0
	finding := at("uv.lock", line_of_app, sprintf("uv.lock still holds %s, which pyproject.toml does not declare any more.", [entry.name]))
}

deny contains finding if {
	input.dependencies.files["uv.lock"]
	some entry in input.dependencies.declared
	entry.group != "build"
	is_remembered(entry)
	count({name | some release in input.dependencies.locked; release.name == entry.name; name := release.name}) == 0
	finding := at("pyproject.toml", entry.line, sprintf("uv.lock holds no version of %s.", [entry.name]))
}

is_remembered(entry) if {
	some one in input.dependencies.requires
	one.name == entry.name
	one.group == entry.group
	fits(one, entry)
}

fits(one, entry) if one.spec == entry.spec

# What comes from git, an address or a folder has no versions to compare; where it comes from is judged elsewhere.
fits(_, entry) if entry.kind != "registry"

line_of_app := max({1} | {release.line | some release in input.dependencies.locked; release.kind == "self"})

at(path, line, message) := {"id": "MA064", "path": path, "line": line, "message": message}
