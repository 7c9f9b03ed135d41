package microapp.rules.supply_chain.locked_test

import rego.v1

import data.microapp.rules.supply_chain.locked

package_of(name) := {"name": name, "version": "1.0", "line": 4, "hashes": 2, "digest": "d1", "kind": "registry", "url": "https://pypi.org/simple"}

files := {"pyproject.toml": true, "uv.lock": true}

empty := {"declared": [], "locked": [], "requires": [], "requirements": [], "settings": [], "files": files}

test_a_lock_with_hashes_is_accepted if {
	count(locked.deny) == 0 with input as {"dependencies": object.union(empty, {"locked": [package_of("a")]})}
}

test_a_package_without_hashes_is_refused if {
	bare := object.union(package_of("a"), {"hashes": 0})
	count(locked.deny) == 1 with input as {"dependencies": object.union(empty, {"locked": [bare]})}
}

test_no_lock_is_refused if {
	count(locked.deny) == 1 with input as {"dependencies": object.union(empty, {"files": {"pyproject.toml": true, "uv.lock": false}})}
}
