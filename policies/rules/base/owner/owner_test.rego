package microapp.rules.base.owner_test

import rego.v1

import data.microapp.rules.base.owner

refused(given) := result if {
	findings := owner.deny with input as {"manifest": {"owner": given}, "lines": {"/owner": 5}}
	result := {finding.message | some finding in findings}
}

test_a_whole_owner_is_accepted if {
	count(refused({"name": "Ann", "email": "ann@acme.example", "team": "People"})) == 0
}

test_each_missing_part_is_named if {
	refused({"name": " ", "email": "ann@acme.example"}) == {"owner.name is missing.", "owner.team is missing."}
}

test_what_is_no_address_is_refused if {
	every email in ["", "ann", "ann@", "ann@acme", "ann@@acme.example", "ann@acme.example ", "ann@ac me.example", 5, null] {
		count(refused({"name": "Ann", "email": email, "team": "People"})) == 1
	}
}

test_no_owner_at_all_is_one_finding if {
	refused(null) == {"owner is missing: nobody answers for this app."}
}
