package microapp.rules.pii.no_print_test

import rego.v1

import data.microapp.rules.pii.no_print

refused(path, name) := result if {
	findings := no_print.deny with input as {"python": {"calls": [{"path": path, "line": 9, "name": name}]}}
	result := count(findings)
}

test_logging_is_accepted if refused("app/routes.py", "logger.info") == 0

test_printing_is_refused if {
	refused("app/routes.py", "print") == 1
	refused("app/routes.py", "sys.stdout.write") == 1
}

test_tests_may_print if refused("tests/test_notes.py", "print") == 0
