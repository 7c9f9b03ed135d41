package microapp.rules.deploy.secrets_refresh_test

import rego.v1

import data.microapp.rules.deploy.secrets_refresh

refused(spec) := size if size := count(secrets_refresh.deny) with input as {"kubernetes": {"a": {
	"path": "a.yaml",
	"line": 1,
	"lines": {},
	"is_patch": false,
	"object": {"kind": "ExternalSecret", "metadata": {"name": "app"}, "spec": spec},
}}}

test_within_a_day_is_accepted if {
	every interval in ["1h", "24h", "30m", "600s"] {
		refused({"refreshInterval": interval}) == 0
	}
}

test_later_never_and_unreadable_are_refused if {
	every interval in ["25h", "0", "0s", "1441m", "soon", "1h30m", 3600, null] {
		refused({"refreshInterval": interval}) == 1
	}
	refused({}) == 1
}

test_a_first_value_that_stays_is_refused if {
	refused({"refreshInterval": "1h", "refreshPolicy": "CreatedOnce"}) == 1
	refused({"refreshInterval": "1h", "target": {"immutable": true}}) == 1
}
