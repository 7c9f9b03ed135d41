"""What a proxy to models says of its models, prompts and evals; empty in any other repository.

llm  {models:    [{alias, provider, kind, size, place, key, base_url, needs_approval, is_priced,
                   is_underpriced, line, lines: {field: line}}] of models.yaml
      prompts:   [{path, id, version, model, is_latest, has_tests, line}], one a version
      evals:     [{path, prompt, version, cases: [{name, line}], line}]; version 0 is the latest
      cassettes: [{prompt, version, answers: [name of a case]}]}

A price that models.yaml does not state is the frozen one of microapp_llm/prices.json.
Text that is not there, or is no text, reads ""; a key that names no variable, `(hidden)`.
Evals of one prompt may lie in several files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from microapp_cli.adapters.facts.tree import complaint
from microapp_cli.adapters.facts.yaml_documents import documents

MODELS = "models.yaml"
PRICES = "microapp_llm/prices.json"
PROMPT = re.compile(r"prompts/[^/]+\.yaml")
EVAL = re.compile(r"evals/[^/]+\.yaml")
CASSETTE = re.compile(r"evals/cassettes/(?P<prompt>.+)\.v(?P<version>[0-9]{1,6})\..+\.json")
KEY = re.compile(r"(LLM_KEY_[A-Z0-9_]{1,40})?")
TEXTS = ("alias", "provider", "kind", "size", "place", "base_url")
LARGEST = 10_000_000
TOKENS = 1_000_000  # prices are nano-dollars a token here, and for a million in the frozen list

Entry = dict[str, Any]
Lines = Mapping[str, int]


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Models, prompts, evals and recorded answers, and those of their files that are no YAML."""
    if MODELS not in files:
        return {"llm": {"models": [], "prompts": [], "evals": [], "cassettes": []}}
    unreadable: list[Entry] = []
    prompts = [path for path in sorted(files) if PROMPT.fullmatch(path)]
    evals = [path for path in sorted(files) if EVAL.fullmatch(path)]
    read = {path: _read(path, files[path], unreadable) for path in (MODELS, *prompts, *evals)}
    return {
        "llm": {
            "models": list(_models(*read[MODELS], _frozen(files))),
            "prompts": [entry for path in prompts for entry in _prompts(path, *read[path])],
            "evals": [_eval(path, *read[path]) for path in evals],
            "cassettes": list(_cassettes(files)),
        },
        "unreadable": unreadable,
    }


def _read(path: str, content: bytes, unreadable: list[Entry]) -> tuple[Entry, Lines]:
    found, problems = documents(content)
    unreadable += [complaint(path, one.message, one.line) for one in problems]
    first = found[0] if found else None
    return (_fields(first.data), first.lines) if first else ({}, {})


def _models(data: Entry, lines: Lines, frozen: Entry) -> Iterator[Entry]:
    for number, given in enumerate(_list(data.get("models"))):
        told, at = _fields(given), f"/models/{number}"
        yield {
            **{name: _text(told.get(name)) for name in TEXTS},
            "key": key if KEY.fullmatch(key := _text(told.get("key"))) else "(hidden)",
            "needs_approval": told.get("needs_approval") is True,
            "is_priced": _is_priced(told, frozen),
            "is_underpriced": _is_underpriced(told, frozen),
            "line": lines.get(at, 1),
            "lines": {name: lines[f"{at}/{name}"] for name in told if f"{at}/{name}" in lines},
        }


def _frozen(files: Mapping[str, bytes]) -> Entry:
    """The frozen price list of the proxy; nothing is known where it is not there."""
    return _json(files[PRICES]) if PRICES in files else {}


def _frozen_price(model: Entry, frozen: Entry, providers: Iterable[str]) -> Entry:
    """The first price that is known of a model, from one of these providers."""
    known = _fields(frozen.get("models"))
    name = _text(model.get("model"))
    found = (_fields(known.get(f"{provider}/{name}")) for provider in providers)
    return next((price for price in found if price), {})


def _public(model: Entry, frozen: Entry) -> str:
    """The public provider at a model's address, or nothing."""
    host = _host(_text(model.get("base_url")))
    hosts = _fields(frozen.get("hosts")).items()
    return next((_text(name) for end, name in hosts if f".{host}".endswith(f".{end}")), "")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_underpriced(model: Entry, frozen: Entry) -> bool:
    """Whether a stated price is below the frozen one, and nothing says why."""
    if model.get("price_reason") or "price" not in model:
        return False
    outside = [_text(model.get("provider"))] if model.get("place") != "private" else []
    floor = _frozen_price(model, frozen, [_public(model, frozen), *outside])
    stated = _fields(model.get("price"))
    stated.setdefault("cached", stated.get("input"))
    return any(
        type(stated.get(ours)) is int and stated[ours] * TOKENS < _least(floor, theirs)
        for ours, theirs in (("input", "input"), ("output", "output"), ("cached", "cached_input"))
    )


def _least(floor: Entry, name: str) -> int:
    """What the frozen list asks for a million tokens; an embedding has one price, for its input."""
    if "embedding" in floor:
        return _amount(floor["embedding"]) if name != "output" else 0
    return _amount(floor.get(name, floor.get("input")))


def _amount(value: object) -> int:
    return value if type(value) is int else 0


def _is_priced(model: Entry, frozen: Entry) -> bool:
    """Whether each token that goes in or comes out costs something."""
    if "price" not in model:
        return bool(_frozen_price(model, frozen, [_public(model, frozen)]))
    price = _fields(model.get("price"))
    due = ("input",) if model.get("kind") == "embeddings" else ("input", "output")
    return all(type(price.get(name)) is int and price[name] > 0 for name in due)


def _prompts(path: str, data: Entry, lines: Lines) -> Iterator[Entry]:
    versions = [_fields(given) for given in _list(data.get("versions"))]
    latest = max((_number(told.get("version")) for told in versions), default=0)
    for number, told in enumerate(versions):
        version, at = _number(told.get("version")), f"/versions/{number}"
        yield {
            "path": path,
            "id": _text(data.get("id")),
            "version": version,
            "model": _text(told.get("model")),
            "is_latest": version == latest,
            "has_tests": bool(_list(told.get("tests"))),
            "line": lines.get(f"{at}/model", lines.get(at, 1)),
        }


def _eval(path: str, data: Entry, lines: Lines) -> Entry:
    cases = enumerate(_list(data.get("cases")))
    return {
        "path": path,
        "prompt": _text(data.get("prompt")),
        "version": _number(data.get("version")),
        "cases": [
            {"name": _text(_fields(case).get("name")), "line": lines.get(f"/cases/{number}", 1)}
            for number, case in cases
        ],
        "line": lines.get("/prompt", 1),
    }


def _cassettes(files: Mapping[str, bytes]) -> Iterator[Entry]:
    """Recorded answers; a file that is none has no answers, so its cases are not recorded."""
    for path in sorted(files):
        if found := CASSETTE.fullmatch(path):
            yield {
                "prompt": found["prompt"],
                "version": int(found["version"]),
                "answers": sorted(_fields(_json(files[path]).get("answers"))),
            }


def _json(content: bytes) -> Entry:
    try:
        return _fields(json.loads(content)) if len(content) <= LARGEST else {}
    except (ValueError, RecursionError):
        return {}


def _fields(value: object) -> Entry:
    return {str(key): part for key, part in value.items()} if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if type(value) is int and 0 <= value <= 1_000_000 else 0
