"""What is done with each kind of finding, as the platform's policy says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Action = Literal["mask", "hash", "tokenise", "block", "allow"]

KINDS = (
    *("secret", "email", "iban", "card", "national_id", "ip", "phone"),
    *("birth_date", "address", "name"),
)


@dataclass(frozen=True)
class Policy:
    """An action for each kind; a kind without one is masked."""

    actions: Mapping[str, Action] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, action in self.actions.items():
            if kind not in KINDS:
                raise ValueError(f"{kind} is no kind of finding. Use one of: {', '.join(KINDS)}.")
            if action not in get_args(Action):
                known = ", ".join(get_args(Action))
                raise ValueError(f"{action} is no action for {kind}. Use one of: {known}.")

    def action_for(self, kind: str) -> Action:
        """What happens to a finding of this kind."""
        return self.actions.get(kind, "mask")
