package microapp.rules.llm.answers_never_run_test

import rego.v1

import data.microapp.rules.llm.answers_never_run

refused(path, name, options) if {
	call := {"path": path, "line": 3, "name": name, "text": null, "options": options}
	findings := answers_never_run.deny with input as {"python": {"calls": [call]}}
	count(findings) == 1
}

test_what_runs_text_is_refused if {
	refused("app/x.py", "eval", {})
	refused("app/x.py", "pickle.loads", {})
	refused("app/x.py", "subprocess.run", {"shell": true})
}

test_what_runs_no_text_is_accepted if {
	not refused("app/x.py", "json.loads", {})
	not refused("app/x.py", "subprocess.run", {"shell": false})
	not refused("app/x.py", "subprocess.run", {})
	not refused("tests/test_x.py", "eval", {})
}
