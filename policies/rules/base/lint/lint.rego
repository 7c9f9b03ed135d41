# METADATA
# title: The code is formatted and lint finds nothing
# description: ruff format and ruff check, with the settings of pyproject.toml, have nothing to say.
# custom:
#   id: MA015
#   severity: error
#   why: Among the rules are those for security; and code that all apps write alike is code that anybody can read.
#   fix: "Run: .venv/bin/ruff format . && .venv/bin/ruff check --fix ."
#   controls: []
#   waivable: true
package microapp.rules.base.lint

import rego.v1

deny contains finding if {
	some found in input.lint
	finding := {
		"id": "MA015",
		"path": found.path,
		"line": found.line,
		"column": found.column,
		"message": trim_space(concat(" ", [found.code, found.message])),
	}
}
