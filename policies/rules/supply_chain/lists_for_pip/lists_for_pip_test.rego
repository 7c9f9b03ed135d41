package microapp.rules.supply_chain.lists_for_pip_test

import rego.v1

import data.microapp.rules.supply_chain.lists_for_pip

package_of(name) := {"name": name, "version": "1.0", "line": 4, "hashes": 2, "digest": "d1", "kind": "registry", "url": "https://pypi.org/simple"}

files := {"pyproject.toml": true, "uv.lock": true}

empty := {"declared": [], "locked": [], "requires": [], "requirements": [], "settings": [], "files": files}

entry(path, version, digest) := {
	"path": path, "line": 2, "name": "a", "version": version,
	"kind": "registry", "hashes": 2, "digest": digest, "text": "a",
}

refused(entries) := result if {
	found := object.union(empty, {"locked": [package_of("a")], "declared": [{"name": "a", "group": "", "kind": "registry", "line": 7}], "requirements": entries})
	findings := lists_for_pip.deny with input as {"dependencies": found}
	result := count(findings)
}

test_the_very_files_are_accepted if refused([entry("requirements.txt", "1.0", "d1")]) == 0

test_no_list_is_accepted if refused([]) == 0

test_a_list_elsewhere_only_pins if refused([entry("tools/requirements.txt", "3.0", "d9")]) == 0

test_another_version_or_file_is_refused if {
	refused([entry("requirements.txt", "2.0", "d1")]) == 1
	refused([entry("requirements.txt", "1.0", "d2")]) == 1
}

test_what_is_not_pinned_is_refused if {
	every change in [{"hashes": 0}, {"kind": "range", "version": ""}, {"kind": "git"}, {"kind": "option"}] {
		refused([entry("requirements.txt", "1.0", "d1"), object.union(entry("x/requirements.txt", "1.0", "d1"), change)]) == 1
	}
}

test_a_package_that_is_left_out_is_refused if {
	refused([object.union(entry("requirements-dev.txt", "1.0", "d1"), {"name": "a"})]) == 0
	found := object.union(empty, {"locked": [package_of("a"), package_of("b")], "requirements": [entry("requirements-dev.txt", "1.0", "d1")]})
	count(lists_for_pip.deny) == 1 with input as {"dependencies": found}
}
