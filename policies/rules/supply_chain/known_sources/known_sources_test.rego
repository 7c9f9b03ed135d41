package microapp.rules.supply_chain.known_sources_test

import rego.v1

import data.microapp.rules.supply_chain.known_sources

package_of(name) := {"name": name, "version": "1.0", "line": 4, "hashes": 2, "digest": "d1", "kind": "registry", "url": "https://pypi.org/simple"}

files := {"pyproject.toml": true, "uv.lock": true}

empty := {"declared": [], "locked": [], "requires": [], "requirements": [], "settings": [], "files": files}

indexes := {"indexes": ["https://pypi.org/simple"], "never": ["find-links"]}

refused(change) := result if {
	findings := known_sources.deny with input as {"dependencies": object.union(empty, change)}
		with data.microapp.data.packages as indexes
	result := count(findings)
}

declared(kind) := {"name": "a", "line": 7, "kind": kind}

setting(key, text) := {"path": "pyproject.toml", "line": 3, "key": key, "text": text}

test_the_known_index_is_accepted if {
	refused({"locked": [package_of("a"), object.union(package_of("b"), {"url": "https://pypi.org/simple/"})]}) == 0
	refused({"declared": [declared("registry")]}) == 0
	refused({"locked": [{"name": "app", "line": 9, "kind": "self", "url": "."}]}) == 0
}

test_what_is_in_no_index_is_refused_once if {
	every kind in ["git", "url", "path"] {
		refused({"declared": [declared(kind)], "locked": [object.union(package_of("a"), {"kind": kind})]}) == 1
		refused({"locked": [object.union(package_of("a"), {"kind": kind})]}) == 1
	}
}

test_an_index_that_nobody_knows_is_refused if {
	refused({"locked": [object.union(package_of("a"), {"url": "https://other.example/simple"})]}) == 1
}

test_settings_may_name_what_is_known if {
	refused({"settings": [setting("index", "[{'url': 'https://pypi.org/simple'}]")]}) == 0
}

test_other_settings_are_refused if {
	refused({"settings": [setting("index", "[{'url': 'https://pypi.org/simple'}, {'url': 'https://x.example'}]")]}) == 1
	refused({"settings": [setting("find-links", "['https://pypi.org/simple']")]}) == 1
	refused({"settings": [setting("index-strategy", "unsafe-best-match")]}) == 1
}
