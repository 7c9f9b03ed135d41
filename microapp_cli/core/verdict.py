"""What an engine answered, held against the rules it was asked for: a finding, or no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from microapp_cli.core.errors import PolicyEngineError
from microapp_cli.core.rulebook import Rule, RuleBook

KEYS = ("canary", "found", "judged", "missing_facts", "policies")
TEXTS = ("id", "message", "path")
OPTIONAL_TEXTS = ("control", "exception", "fix")
NUMBERS = ("column", "line")


def layers_of(facts: Mapping[str, Any], rulebook: RuleBook) -> tuple[str, ...]:
    """The layers that these facts ask to be judged by; PolicyEngineError when one is not known."""
    layers = facts.get("layers")
    if not isinstance(layers, list) or not all(isinstance(layer, str) for layer in layers):
        raise PolicyEngineError("The facts name no layers of policies to judge by.")
    if not layers:
        raise PolicyEngineError("The facts name no layer of policies: nothing would be judged.")
    unknown = sorted(set(layers) - set(rulebook.layers))
    if unknown:
        raise PolicyEngineError(
            f"There are no rules for the policies {', '.join(unknown)}. "
            f"Known are: {', '.join(rulebook.layers)}. "
            "Correct `policies` in microapp.yaml, or give the folder that has them: --policies DIR."
        )
    return tuple(sorted(set(layers)))


def findings_of(
    verdict: object, facts: Mapping[str, Any], rulebook: RuleBook
) -> list[dict[str, Any]]:
    """The findings in an engine's verdict; PolicyEngineError unless every rule has judged."""
    layers = layers_of(facts, rulebook)
    if not isinstance(verdict, dict) or sorted(verdict) != sorted(KEYS):
        raise PolicyEngineError("The policies gave no verdict. Is main.rego the one that ships?")
    if verdict["policies"] != rulebook.sha256:
        raise PolicyEngineError("The engine judged by other policies than those that were loaded.")
    if verdict["missing_facts"]:
        raise PolicyEngineError(f"The facts lack {', '.join(map(str, verdict['missing_facts']))}.")
    if verdict["canary"] != f"judged on {facts.get('today')}":
        raise PolicyEngineError("The policies did not answer for these facts: no canary.")
    _check_all_judged(verdict["judged"], rulebook.of_layers(layers))
    return sorted(_findings(verdict["found"], rulebook, layers), key=_order)


def _check_all_judged(judged: object, rules: Iterable[Rule]) -> None:
    if not isinstance(judged, list):
        raise PolicyEngineError("The policies do not say which rules have judged.")
    silent = [rule for rule in rules if rule.key not in judged]
    if silent:
        raise PolicyEngineError(
            f"{silent[0].path}: the rule did not judge"
            f"{f' (nor did {len(silent) - 1} others)' if len(silent) > 1 else ''}. "
            "It must define `deny contains finding if { … }`, which gives a set."
        )


def _findings(
    found: object, rulebook: RuleBook, layers: tuple[str, ...]
) -> Iterable[dict[str, Any]]:
    if not isinstance(found, list):
        raise PolicyEngineError("The policies did not give a list of findings.")
    for entry in found:
        rule = rulebook.by_key.get(entry["rule"]) if isinstance(entry, dict) else None
        if rule is None or rule.layer not in layers:
            raise PolicyEngineError(f"A finding came from no rule we know: {str(entry)[:200]}")
        yield checked(entry["finding"], rule)


def checked(raw: object, rule: Rule) -> dict[str, Any]:
    """The finding; PolicyEngineError unless its shape is what a report can show."""
    if not isinstance(raw, dict):
        raise PolicyEngineError(f"{rule.path}: a finding must be an object, not {raw!r}.")
    finding = {"line": 0, **raw}
    unknown = sorted(set(finding) - {*TEXTS, *OPTIONAL_TEXTS, *NUMBERS})
    if unknown:
        raise PolicyEngineError(f"{rule.path}: a finding has no {', '.join(unknown)}.")
    for name in TEXTS:
        if not isinstance(finding.get(name), str) or not finding[name].strip():
            raise PolicyEngineError(f"{rule.path}: a finding needs {name} as text.")
    for name in (name for name in OPTIONAL_TEXTS if name in finding):
        if not isinstance(finding[name], str):
            raise PolicyEngineError(f"{rule.path}: {name} of a finding must be text.")
    for name in (name for name in NUMBERS if name in finding):
        if type(finding[name]) is not int or finding[name] < 0:
            raise PolicyEngineError(f"{rule.path}: {name} of a finding must be a whole number.")
    if finding["id"] != rule.id:
        raise PolicyEngineError(
            f"{rule.path}: a finding says {finding['id']}, but the rule's METADATA says {rule.id}."
        )
    return finding


def _order(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    place = (finding["path"], finding["line"], finding.get("column", 0))
    return (finding["id"], *place, finding["message"], str(sorted(finding.items())))
