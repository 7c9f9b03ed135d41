package microapp.rules.deploy.image_stages_test

import rego.v1

import data.microapp.rules.deploy.image_stages

refused(path, stages, commands) := size if size := count(image_stages.deny) with input as {
	"manifest": {"runtime": "container"},
	"dockerfiles": {path: {
		"stages": [{"line": number} | some number in numbers.range(1, stages)],
		"instructions": [{"stage": stage, "line": 3, "keyword": "RUN", "value": text} | some stage, text in commands],
	}},
}

test_an_earlier_stage_installs if refused("deploy/Dockerfile", 2, ["uv sync --locked --no-dev"]) == 0

test_one_stage_is_refused if refused("Dockerfile", 1, []) == 1

test_the_last_stage_installs_nothing if {
	every command in ["apt-get install curl", "python -m pip install x", "/usr/bin/npm ci", "uv sync --locked --no-dev"] {
		refused("Dockerfile", 2, ["true", command]) == 1
	}
	refused("Dockerfile", 2, ["true", "mkdir data"]) == 0
}

test_the_apps_own_image_installs_the_lock_without_tools if {
	refused("deploy/Dockerfile", 2, ["uv sync --locked"]) == 1
	refused("deploy/Dockerfile", 2, ["pip install -r requirements.txt"]) == 1
	refused("tools/Dockerfile", 2, ["true"]) == 0
}
