package microapp.rules.deploy.stages_test

import rego.v1

import data.microapp.rules.deploy.stages

environment(stage) := {
	"path": stage,
	"line": 1,
	"lines": {},
	"is_patch": false,
	"is_top": true,
	"object": {"kind": "Kustomization"},
	"settings": [{"name": "APP_ENV", "value": stage, "path": "settings.env", "line": 2}],
}

missing(runtime, controls, present) := {finding.path |
	some finding in stages.deny with input as {
		"manifest": {"runtime": runtime},
		"demanded": {"controls": {"environments": controls}},
		"kubernetes": {stage: environment(stage) | some stage in present},
	}
}

staging := "deploy/kubernetes/overlays/staging/kustomization.yaml"

production := "deploy/kubernetes/overlays/production/kustomization.yaml"

test_what_the_controls_demand_is_there if {
	count(missing("container", {"staging_required": true, "flow": ["dev", "staging", "prod"]}, ["staging", "production"])) == 0
	count(missing("container", {"staging_required": false, "flow": ["dev", "prod"]}, ["production"])) == 0
}

test_what_is_missing_is_named if {
	missing("container", {"staging_required": true}, ["production"]) == {staging}
	missing("container", {"flow": ["staging"]}, ["production"]) == {staging}
	missing("container", {}, []) == {production}
}

test_other_runtimes_have_no_environments_here if count(missing("edge", {"staging_required": true}, [])) == 0
