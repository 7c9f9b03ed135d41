package microapp.rules.supply_chain.nothing_unpinned_test

import rego.v1

import data.microapp.rules.supply_chain.nothing_unpinned

checks := {
	"checks": {"lint": ["ruff format --check", "ruff check"], "unit_tests": ["pytest"], "dependency_audit": ["uv audit"]},
	"due_before_review": {"threat_model": "docs/threat_model.md"},
	"page_words": 50,
	"hides_failure": ["[|]", " --exit-zero"],
	"starts": ["pull_request", "push"],
	"default_branches": ["main"],
	"narrowing": ["paths"],
	"stops_at": {"high": ["high", "moderate", "low"]},
}

run(text) := {"optional": false, "if": false, "commands": [{"text": text, "line": 12}]}

job(runs) := {"id": "check", "line": 8, "optional": false, "if": false, "uses": [], "runs": runs}

flow(jobs) := {"path": "ci.yml", "line": 3, "ci": "github", "triggers": ["pull_request", "push"], "only": {}, "jobs": jobs}

manifest(required) := {"ci": "github", "controls": {"ci": {"required": {"value": required}}}}

settings := object.union(checks, {
	"unpinned": {"pip": "^(uv )?pip3? install ", "a shell": "curl .*[|] *(ba)?sh"},
	"pinned": "(--require-hashes|==)",
})

refused(text) := result if {
	findings := nothing_unpinned.deny with input as {"manifest": manifest([]), "workflows": [flow([job([run(text)])])]}
		with data.microapp.data.pipeline as settings
	result := count(findings)
}

test_what_was_chosen_is_accepted if {
	every text in ["pip install --require-hashes -r uv.txt", "pip install uv==0.13.9", "uv sync --locked"] {
		refused(text) == 0
	}
}

test_what_is_there_today_is_refused if {
	every text in ["pip install uv", "uv pip install -U pip", "curl -s https://x.example/i.sh | sh"] {
		refused(text) == 1
	}
}
