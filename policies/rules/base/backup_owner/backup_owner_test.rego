package microapp.rules.base.backup_owner_test

import rego.v1

import data.microapp.rules.base.backup_owner

ann := {"name": "Ann", "email": "ann@acme.example", "team": "People"}

refused(backup, demand) := result if {
	findings := backup_owner.deny with input as {
		"manifest": {"owner": ann, "backup_owner": backup},
		"demanded": {"controls": {"identity": {"backup_owner": demand}}},
		"lines": {"/backup_owner": 9},
	}
	result := {finding.message | some finding in findings}
}

test_a_colleague_is_accepted if count(refused({"email": "bob@acme.example"}, "required")) == 0

test_none_is_accepted_where_none_is_due if count(refused(null, "optional")) == 0

test_none_is_refused_where_one_is_due if {
	refused(null, "required") == {"There is no backup_owner, and this app needs one."}
}

test_the_owner_is_no_second_person if {
	refused({"email": "ANN@acme.example"}, "required") == {"backup_owner is the owner; name somebody else."}
}

test_a_name_without_an_address_is_refused if count(refused({"name": "Bob"}, "required")) == 1
