package microapp.rules.auth.cross_origin_test

import rego.v1

import data.microapp.rules.auth.cross_origin

refused(path, module) := result if {
	findings := cross_origin.deny with input as {"python": {"imports": [{"path": path, "line": 3, "module": module}]}}
		with data.microapp.data.access as {"cross_origin": ["jwt", "fastapi.security"]}
	result := count(findings)
}

test_other_modules_are_accepted if {
	refused("app/routes.py", "jwtools") == 0
	refused("app/routes.py", "fastapi") == 0
}

test_the_module_and_its_parts_are_refused if {
	refused("app/routes.py", "jwt") == 1
	refused("app/routes.py", "jwt.algorithms") == 1
	refused("app/routes.py", "fastapi.security.HTTPBearer") == 1
}

test_tests_may_import_it if refused("tests/test_notes.py", "jwt") == 0
