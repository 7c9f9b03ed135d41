"""What is done with each kind of finding, as the platform's policy says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Action = Literal["mask", "hash", "tokenise", "block", "allow"]
OnFailure = Literal["refuse", "pass"]

KINDS = (
    *("secret", "email", "iban", "card", "national_id", "ip", "phone"),
    *("birth_date", "address", "name"),
)


@dataclass(frozen=True)
class Policy:
    """An action for each kind; a kind without one is masked.

    `on_failure` says what a caller does when redaction itself fails; the redactor only raises.
    """

    actions: Mapping[str, Action] = field(default_factory=dict)
    on_failure: OnFailure = "refuse"

    def __post_init__(self) -> None:
        for kind, action in self.actions.items():
            if kind not in KINDS:
                raise ValueError(f"{kind} is no kind of finding. Use one of: {', '.join(KINDS)}.")
            if action not in get_args(Action):
                known = ", ".join(get_args(Action))
                raise ValueError(f"{action} is no action for {kind}. Use one of: {known}.")
        if self.on_failure not in get_args(OnFailure):
            raise ValueError(f"on_failure is {self.on_failure}. Use refuse or pass.")

    def action_for(self, kind: str) -> Action:
        """What happens to a finding of this kind."""
        return self.actions.get(kind, "mask")
