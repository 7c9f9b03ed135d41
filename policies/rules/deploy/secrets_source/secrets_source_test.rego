package microapp.rules.deploy.secrets_source_test

import rego.v1

import data.microapp.rules.deploy.secrets_source

entry(object) := {"path": "a.yaml", "line": 1, "lines": {}, "is_patch": false, "object": object}

refused(entries) := size if size := count(secrets_source.deny) with input as {"compose": {}, "kubernetes": entries}

pods(container) := entry({"kind": "Pod", "metadata": {"name": "app"}, "spec": {"containers": [container]}})

test_settings_that_are_no_secrets_are_accepted if {
	refused({"a": pods({"name": "app", "env": [{"name": "PORT", "value": "8000"}]})}) == 0
}

test_secrets_in_objects_are_refused if {
	refused({"a": entry({"kind": "Secret", "metadata": {"name": "s"}, "data": {"a": "(hidden)"}})}) == 1
	refused({"a": entry({"kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": "(hidden)"}})}) == 1
	refused({"a": entry({"kind": "ConfigMap", "data": {"API_KEY": "(hidden)"}})}) == 1
	refused({"a": pods({"name": "app", "env": [{"name": "API_KEY", "value": "(hidden)"}]})}) == 1
	refused({"a": entry({"kind": "Kustomization", "secretGenerator": [{"name": "s"}]})}) == 1
}

test_a_secret_among_the_settings_is_refused if {
	environment := object.union(entry({"kind": "Kustomization"}), {
		"is_top": true,
		"brings": [],
		"settings": [{"name": "SMTP_PASSWORD", "value": "(hidden)", "path": "settings.env", "line": 4}],
	})
	found := secrets_source.deny with input as {"compose": {}, "kubernetes": {"a": environment}}
	{[finding.path, finding.line] | some finding in found} == {["settings.env", 4]}
}

test_a_secret_of_compose_is_refused_in_both_forms if {
	every variables in [{"DB_PASSWORD": "(hidden)"}, ["DB_PASSWORD=(hidden)"]] {
		count(secrets_source.deny) == 1 with input as {"kubernetes": {}, "compose": {"compose.yaml": {"services": {"db": {
			"line": 1,
			"lines": {},
			"service": {"environment": variables},
		}}}}}
	}
}

used_by(filler) := refused({
	"environment": object.union(entry({"kind": "Kustomization"}), {"is_top": true, "brings": ["a.yaml"], "settings": []}),
	"app": pods({"name": "app", "envFrom": [{"secretRef": {"name": "app"}}]}),
	"secret": entry({"kind": "ExternalSecret", "metadata": {"name": "x"}, "spec": {"target": {"name": filler}}}),
})

test_each_secret_that_is_used_is_filled_from_the_manager if {
	used_by("app") == 0
	used_by("other") == 1
}
