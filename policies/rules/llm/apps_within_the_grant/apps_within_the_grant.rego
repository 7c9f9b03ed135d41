# METADATA
# title: Callers are told apart, and none may spend more than the grant
# description: Each app of apps.yaml has a name of its own, and its caps are no higher than what the quotas of the answers grant one app.
# custom:
#   id: MA137
#   severity: error
#   why: A list that says one app twice, or raises what the answers grant, keeps the service from starting.
#   fix: Remove the second entry; lower the cap, or leave it out.
#   controls: [quotas.monthly_usd_app, quotas.daily_tokens_app]
#   waivable: false
package microapp.rules.llm.apps_within_the_grant

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	some number, app in input.llm.apps
	some other, before in input.llm.apps
	other < number
	app.name != ""
	before.name == app.name
	finding := {
		"id": "MA137",
		"path": "apps.yaml",
		"line": app.line,
		"message": sprintf("The app %s is there twice. Keep one.", [app.name]),
	}
}

deny contains finding if {
	some app in input.llm.apps
	some cap in app.caps
	cap.nano > round(granted(cap.name) * 1000000000)
	finding := {
		"id": "MA137",
		"path": "apps.yaml",
		"line": cap.line,
		"message": sprintf("%s of %s is more than the answers grant one app, which is %v.", [cap.name, app.name, granted(cap.name)]),
	}
}

deny contains finding if {
	some app in input.llm.apps
	some cap in app.caps
	cap.nano < 0
	finding := {
		"id": "MA137",
		"path": "apps.yaml",
		"line": cap.line,
		"message": sprintf("%s of %s is no amount. Write dollars, like 2.50, or a whole number of tokens.", [cap.name, app.name]),
	}
}

# What one app may have: its own cap, never above that of its organisation.
granted(name) := min({whole(name), own(name)})

# Where nothing is said of its embeddings, it has the same share of its organisation's as of chat.
own(name) := stated(name) if {
	stated(name) > 0
} else := (whole(name) * chats(name)) / whole(chat(name)) if {
	startswith(name, "embeddings_")
	whole(chat(name)) > 0
} else := whole(name)

chats(name) := min({whole(chat(name)), stated(chat(name))}) if {
	stated(chat(name)) > 0
} else := whole(chat(name))

chat(name) := trim_prefix(name, "embeddings_")

stated(name) := whole(sprintf("%s_app", [name]))

whole(name) := manifest.number("quotas", name)
