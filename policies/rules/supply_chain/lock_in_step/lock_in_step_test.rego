package microapp.rules.supply_chain.lock_in_step_test

import rego.v1

import data.microapp.rules.supply_chain.lock_in_step

package_of(name) := {"name": name, "version": "1.0", "line": 4, "hashes": 2, "digest": "d1", "kind": "registry", "url": "https://pypi.org/simple"}

files := {"pyproject.toml": true, "uv.lock": true}

empty := {"declared": [], "locked": [], "requires": [], "requirements": [], "settings": [], "files": files}

declared(name, spec) := {"name": name, "spec": spec, "line": 7, "group": "", "kind": "registry"}

refused(entries, requires, names) := result if {
	packages := [package_of(name) | some name in names]
	found := object.union(empty, {"declared": entries, "requires": requires, "locked": packages})
	findings := lock_in_step.deny with input as {"dependencies": found}
	result := count(findings)
}

a := declared("a", ">=1")

test_the_same_on_both_sides_is_accepted if refused([a], [a], ["a", "b"]) == 0

test_what_is_new_or_changed_or_gone_is_refused if {
	refused([a], [], ["a"]) == 1
	refused([a], [declared("a", ">=2")], ["a"]) == 1
	refused([], [a], ["a"]) == 1
}

test_a_version_of_nothing_is_refused if refused([a], [a], []) == 1

test_what_the_build_needs_is_not_locked if refused([object.union(a, {"group": "build"})], [], []) == 0

test_where_it_comes_from_is_judged_elsewhere if refused([object.union(a, {"kind": "git"})], [declared("a", "")], ["a"]) == 0
