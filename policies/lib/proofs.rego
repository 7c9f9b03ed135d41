# METADATA
# title: Which proofs of a control are asked for
# description: A proof may be for some values of its control alone, or for some answers alone; data/evidence.yaml says which.
package microapp.lib.proofs

import rego.v1

import data.microapp.lib.manifest

applies(proof, control) if {
	[group, name] := split(control, ".")
	said := manifest.control(group, name)
	is_for(proof, said)
	not is_spared(proof, said)
	not answers_differ(proof)
}

is_for(proof, _) if not proof.where

is_for(proof, said) if {
	some value in proof.where
	includes(said, value)
}

is_spared(proof, said) if {
	some value in proof.unless
	includes(said, value)
}

answers_differ(proof) if {
	some fact, values in proof.when
	not manifest.at(["facts", fact]) in values
}

includes(said, value) if said == value

includes(said, value) if {
	is_array(said)
	value in said
}
