"""Takes persons' data and secrets out of what goes to a model, and puts it back in the answer.

`redactor` looks at a text in this order: `calm` tells by a few looks that most texts hold nothing;
`plain` spells the text as it is meant (no invisible characters, usual digits, `(at)` as @);
`detector` runs the searches, the surest first: `secrets`, `mail`, `numbers`, `people`. Where two
findings overlap, `found.apart` joins them, and the kind of the surer search wins. What is done
with a finding says `policy`; `vault` keeps what stands for what, and `known` remembers what was
found in a text that comes again.

Where to add something:
- a word beside a name or a number, a title, a greeting, a label: a line in `words/`; the comment
  at the top of each list says what a word in it does, `[in brackets]` stand its sections;
- a name, or a word that is none: `names/`; `names/SOURCES.md` says where the lists come from;
- a name that the whole world knows, of a person or of goods: `names/namesakes`; a packing of
  goods: `words/things/units`; a word for a room, a stop or a house: `words/things/called`;
- a country's number: its check in `numbers/national/`, its length and writing in `by_length` (or
  its shape in `with_letters`), the words for it in `words/numbers/national.txt`, or in `named.txt`
  if they alone tell it;
- a vendor's key: a line in `secrets/vendor_keys`;
- names in one more writing: a file in `people/scripts`, and a line in its `search`.
"""

from __future__ import annotations

from microapp_llm.redaction.json_values import UNSEEN, RedactedJson, redact_json, redact_number
from microapp_llm.redaction.policy import KINDS, Action, Policy
from microapp_llm.redaction.redactor import Redacted, RedactedParts, Redactor
from microapp_llm.redaction.vault import StreamRestorer, Vault

__all__ = [
    "KINDS",
    "UNSEEN",
    "Action",
    "Policy",
    "Redacted",
    "RedactedJson",
    "RedactedParts",
    "Redactor",
    "StreamRestorer",
    "Vault",
    "redact_json",
    "redact_number",
]
