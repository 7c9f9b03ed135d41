"""The facts of one repository: one JSON document, the `input` that every rule judges.

Every key is always there; null, [] or {} when there is nothing. Lines count from 1; 0 is unknown.

format            1; a rule book refuses another number
today             the day the check is made on
layers            policy layers to judge: the manifest's, what the answers demand, and base
manifest          microapp.yaml as data, or null
lines             JSON pointer in microapp.yaml → line
manifest_problems [{pointer, line, message}] against the schema of the questionnaire in force;
                  never empty when `manifest` or `demanded` is null
demanded          {tier, facts, policies, controls: {group: {name: value}}, denied: [exceptions]}
                  as the policies in force say for the manifest's answers, or null
weakened          [{control, value, demanded, line}] looser than demanded; value null where it is
                  missing, demanded null for a capacity that the answers do not grant
lock              .microapp/lock.json as data, or null
lock_problems     [{line, message}] where the lock contradicts itself, the manifest or the layers
lock_verified     whether the layers that the lock names ship with this microapp
platform          [{path, state: changed | missing | added | forged, class}]; forged: the lock
                  agrees with the file, the layer that brought it does not
files             [{path, size, sha256, class}] in the order of their paths
stale             [path] derived from microapp.yaml, and missing or another than it says
unreadable        [{path, line, message}] what could not be judged
contract          see contract.py
workflows         see pipelines.py
dockerfiles, compose, kubernetes, kubernetes_problems   see deploy.py
python, hosts, key_names, secrets                       see code.py
dependencies      see dependencies.py
lint              [{path, line, column, code, message}] of ruff, by the platform's own settings
documents         {path: {words}} of every *.md
llm               see llm.py
codeowners        [{path, line, pattern, owners}] of CODEOWNERS
exceptions        [{index, line, rule, path, reason, compensating_control, requested_by,
                  approved_by, expires, problems}]
attestations      [{index, line, control, says, by, on, problems}]
previous          {manifest} at the git ref of --base, or null
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from microapp_cli.adapters.facts.tree import Tree
    from microapp_cli.adapters.layers import Layers
    from microapp_cli.core.policies import Policies


def read(
    folder: Path,
    *,
    policies: Policies,
    layers: Layers,
    today: date,
    base: str | None = None,
    files: Tree | None = None,
) -> dict[str, Any]:
    """The facts of the repository in a folder; `files` where they were read before.

    NotAMicroApp where the folder is none, WrongUse where git does not know the base.
    """
    from microapp_cli.adapters.facts.gathered import gathered

    return gathered(folder, policies=policies, layers=layers, today=today, base=base, files=files)
