package microapp.rules.deploy.image_secrets_test

import rego.v1

import data.microapp.rules.deploy.image_secrets

refused(instruction) := size if size := count(image_secrets.deny) with input as {"dockerfiles": {"Dockerfile": {
	"stages": [{"line": 1}],
	"instructions": [object.union({"stage": 0, "line": 3, "flags": {}, "words": [], "pairs": []}, instruction)],
}}}

test_a_setting_is_accepted if {
	refused({"keyword": "ENV", "pairs": [{"name": "PORT", "value": "8000"}]}) == 0
}

test_a_secret_in_env_or_arg_is_refused if {
	every keyword in ["ARG", "ENV"] {
		refused({"keyword": keyword, "pairs": [{"name": "API_KEY", "value": "(hidden)"}]}) == 1
	}
}

test_named_folders_are_accepted if refused({"keyword": "COPY", "words": ["app", "app"]}) == 0

test_the_whole_folder_and_files_of_secrets_are_refused if {
	every word in [".", "./", "*", ".env", "deploy/.env.production", ".git", "tls/server.key", ".ssh/"] {
		refused({"keyword": "COPY", "words": [word, "./"]}) == 1
	}
}

test_another_stage_may_give_its_whole_folder if {
	refused({"keyword": "COPY", "words": [".", "."], "flags": {"from": "build"}}) == 0
}
