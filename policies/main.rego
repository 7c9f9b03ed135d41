# METADATA
# title: The only aggregator
# description: >-
#   Walks every rule of the layers that the facts name and gives one verdict. It stands outside the tree that it walks.
#   Whoever reads the verdict holds `judged` against the rules that were loaded, so that a silent rule is no pass.
package microapp.main

import rego.v1

# Every fact that Python gives. A rule must never pass because its fact is not there.
facts := {
	"attestations",
	"codeowners",
	"compose",
	"contract",
	"demanded",
	"dependencies",
	"dockerfiles",
	"documents",
	"exceptions",
	"files",
	"format",
	"hosts",
	"key_names",
	"kubernetes",
	"kubernetes_problems",
	"layers",
	"lines",
	"lint",
	"llm",
	"lock",
	"lock_problems",
	"lock_verified",
	"manifest",
	"manifest_problems",
	"platform",
	"previous",
	"python",
	"secrets",
	"stale",
	"today",
	"unreadable",
	"weakened",
	"workflows",
}

verdict := {
	"canary": canary,
	"found": found,
	"judged": judged,
	"missing_facts": missing_facts,
	"policies": data.microapp.book.sha256,
}

canary := concat(" ", ["judged on", object.get(input, "today", "no day")])

missing_facts := facts - object.keys(input)

# Once by this name: an engine that finds data.microapp.rules anew for each layer takes twice as long.
rules := data.microapp.rules

judged contains concat("/", [layer, rule]) if {
	some layer in input.layers
	some rule
	is_set(rules[layer][rule].deny)
}

found contains {"rule": concat("/", [layer, rule]), "finding": finding} if {
	some layer in input.layers
	some rule
	denied := rules[layer][rule].deny
	is_set(denied)
	some finding in denied
	not is_guess(finding)
}

# What a manifest says that cannot be read is known to nobody: one rule tells of it, and others would guess.
is_guess(finding) if {
	not is_object(input.manifest)
	count(rules.base.manifest.deny) > 0
	finding.path == "microapp.yaml"
	finding.id != "MA004"
}
