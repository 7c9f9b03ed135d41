# METADATA
# title: Every stage on the way to production is there
# description: There is one environment for production, and one for staging where the controls demand it.
# custom:
#   id: MA091
#   severity: error
#   why: A change that nobody could try elsewhere is tried on the people who use the app.
#   fix: "Bring the environment back: microapp fix restores the platform's files."
#   controls: [environments.flow, environments.staging_required]
#   waivable: true
package microapp.rules.deploy.stages

import rego.v1

import data.microapp.lib.deploy
import data.microapp.lib.manifest

deny contains finding if {
	deploy.runs_in_containers
	some stage in wanted
	environments := {entry | some entry in deploy.environments; deploy.stage_of(entry) == stage}
	count(environments) == 0
	finding := {
		"id": "MA091",
		"path": sprintf("deploy/kubernetes/overlays/%s/kustomization.yaml", [stage]),
		"line": 0,
		"message": sprintf("There is no environment for %s.", [stage]),
	}
}

wanted contains "production"

wanted contains "staging" if manifest.control("environments", "staging_required") == true

wanted contains "staging" if "staging" in manifest.control("environments", "flow")
