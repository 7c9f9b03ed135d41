# METADATA
# title: There is a pipeline
# description: The repository has a pipeline for the CI system that microapp.yaml names.
# custom:
#   id: MA067
#   severity: error
#   why: Without a pipeline nothing is checked before it is live.
#   fix: Run microapp fix to restore the platform's pipeline.
#   controls: [ci.required]
#   waivable: true
package microapp.rules.supply_chain.has_pipeline

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.pipelines

deny contains finding if {
	ci := manifest.text(["ci"])
	count(pipelines.working) == 0
	finding := {
		"id": "MA067",
		"path": "microapp.yaml",
		"line": manifest.line(["ci"]),
		"message": sprintf("There is no pipeline for %s.", [shown(ci)]),
	}
}

shown(ci) := ci if ci != ""

shown(ci) := "a CI system: microapp.yaml names none" if ci == ""
