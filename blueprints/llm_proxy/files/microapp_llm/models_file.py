"""Reads `models.yaml` strictly, once at start; what is wrong is named with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import yaml

from microapp_kit.manifest import Manifest
from microapp_kit.no_yaml import problem
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import LONGEST_NUMBER
from microapp_kit.unseen import unseen_sign
from microapp_llm.meant import did_you_mean
from microapp_llm.models import (
    AUTO,
    FAULTS,
    KINDS,
    PLACES,
    PROVIDERS,
    SENSITIVITIES,
    SIZES,
    Model,
    Models,
)
from microapp_llm.money.prices import MILLION, Price, Prices, is_below, stated_price
from microapp_llm.providers.addresses import check_base_url

FILE = "models.yaml"
ALIAS = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
KEY = re.compile(r"LLM_KEY_[A-Z0-9_]{1,40}")
YAML = "tag:yaml.org,2002:"
MOST = 100
SHORTEST_REASON = 10
DUES = ("input", "output", "cached", "cache_write")
UNPRICED = stated_price({"input": 0, "output": 0})
"""Stands until the frozen price is found, or the start is refused."""
NEEDED = frozenset(
    {
        "alias", "provider", "model", "kind", "size", "place", "region", "sensitivity_max",
        "needs_approval", "context", "max_output",
    }
)  # fmt: skip
OPTIONAL = frozenset({"price", "price_reason", "base_url", "key", "fallback", "faults"})
CHOICES: Mapping[str, tuple[str, ...]] = {
    "provider": PROVIDERS,
    "kind": KINDS,
    "size": SIZES,
    "place": PLACES,
    "sensitivity_max": SENSITIVITIES,
}


def read_models(path: Path, manifest: Manifest, allowed_hosts: frozenset[str] | None) -> Models:
    """Read the models, or refuse to start with the line that is wrong.

    `allowed_hosts` are the inner ones; None where no model is asked, and any host will do.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        what = f"{FILE} cannot be read ({error.strerror}). Restore it from git."
        raise CannotStart(what) from None
    try:
        text = content.decode("utf-8")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line, what = problem(content, error)
        raise CannotStart(f"{FILE}, line {line}: {what}") from None
    if unseen := unseen_sign(text):
        raise CannotStart(f"{FILE}, line {unseen[0]}: {unseen[1]}")
    if not isinstance(root, yaml.MappingNode):
        raise CannotStart(f"{FILE} must hold the key `models` with a list. Restore it from git.")
    fields = _fields(root)
    if set(fields) != {"models"} or not isinstance(fields["models"], yaml.SequenceNode):
        _wrong(root, "write one key, `models`, with a list under it")
    nodes = fields["models"].value
    if not 0 < len(nodes) <= MOST:
        _wrong(fields["models"], f"write 1 to {MOST} models")
    found: dict[str, Model] = {}
    prices = Prices()
    for node in nodes:
        model = _model(node, allowed_hosts, prices)
        if model.alias in found:
            _wrong(node, f"the alias {model.alias} is there twice")
        found[model.alias] = model
        _check_ceiling(node, model, manifest)
    for node, model in zip(nodes, found.values(), strict=True):
        _check_fallbacks(node, model, found)
    return Models(list(found.values()), prices.frozen)


def _model(node: yaml.Node, allowed_hosts: frozenset[str] | None, prices: Prices) -> Model:
    fields = _fields(node)
    for name in sorted(fields):
        if name not in NEEDED | OPTIONAL:
            meant = did_you_mean(name, (NEEDED | OPTIONAL) - set(fields))
            _wrong(fields[name], f"{name} is not known here", meant)
    for name in sorted(NEEDED - set(fields)):
        _wrong(node, f"{name} is missing")
    for name, choices in CHOICES.items():
        word = _text(fields[name], name)
        if word not in choices:
            what = f"{name} must be one of {', '.join(choices)}"
            _wrong(fields[name], what, did_you_mean(word, choices))
    texts = {name: _text(fields[name], name) for name in (*CHOICES, "alias", "model", "region")}
    model = Model(
        **texts,
        needs_approval=_flag(fields["needs_approval"], "needs_approval"),
        context=_number(fields["context"], "context", 1, 100_000_000),
        max_output=_number(fields["max_output"], "max_output", 0, 10_000_000),
        price=_price(fields["price"], texts) if "price" in fields else UNPRICED,
        base_url=_text(fields["base_url"], "base_url") if "base_url" in fields else "",
        key=_text(fields["key"], "key") if "key" in fields else "",
        fallback=_texts(fields.get("fallback"), "fallback"),
        faults=_texts(fields.get("faults"), "faults"),
    )
    _check_words(node, fields, model)
    _check_address(node, fields, model, allowed_hosts)
    return _priced(node, fields, model, prices)


def _priced(
    node: yaml.Node, fields: Mapping[str, yaml.Node], model: Model, prices: Prices
) -> Model:
    """Give the model with its price: the stated one, else the frozen one of its provider."""
    public = prices.provider_at(model.base_url)
    frozen = prices.find(public, model.model)
    if frozen is not None and model.kind == "chat" and not frozen.rates.output:
        _wrong(fields["model"], f"{model.model} is priced for embeddings alone, and kind is chat")
    if "price" not in fields:
        if frozen is None:
            what = f"no frozen price of {model.model} is known for where it stands"
            _wrong(node, f"price is missing, and {what}; copy it from the provider's page")
        return replace(model, price=frozen, price_from=f"prices.json of {prices.frozen}")
    reason = _text(fields["price_reason"], "price_reason") if "price_reason" in fields else ""
    if reason and len(reason) < SHORTEST_REASON:
        _wrong(fields["price_reason"], f"say why in {SHORTEST_REASON} characters or more")
    floor = frozen
    if floor is None and model.place != "private":
        floor = prices.find(model.provider, model.model)
    says_writes = "cache_write" in _fields(fields["price"])
    is_less = floor and is_below(model.price, floor, model.context, writes=says_writes)
    if floor and is_less and not reason:
        rates = floor.rates
        names = ("input", "cached_input", *(("cache_write",) if says_writes else ()), "output")
        dues = ((name, getattr(rates, name)) for name in names)
        told = ", ".join(f"{name} {nano / MILLION:g}" for name, nano in dues)
        _wrong(
            fields["price"],
            f"the price is lower than the frozen one of {prices.frozen} ({told}, and more for "
            "long prompts where the provider says so), so budgets would let too much through; "
            "leave price out to take the frozen one, or say in price_reason why it is lower",
        )
    return model


def _check_words(node: yaml.Node, fields: Mapping[str, yaml.Node], model: Model) -> None:
    if not ALIAS.fullmatch(model.alias) or model.alias == AUTO:
        _wrong(fields["alias"], "write the alias in small letters, digits, . _ -; not auto")
    if not NAME.fullmatch(model.model):
        _wrong(fields["model"], "model is not a name that a provider has")
    if model.key and not KEY.fullmatch(model.key):
        _wrong(fields["key"], "key names a variable of the environment: LLM_KEY_…")
    if model.faults and (model.provider != "local" or not set(model.faults) <= set(FAULTS)):
        _wrong(fields["faults"], f"only the local provider takes faults: {', '.join(FAULTS)}")
    if model.kind == "chat" and model.max_output < 1:
        _wrong(fields["max_output"], "max_output must be 1 or more")
    if model.place == "external_powerful" and not model.needs_approval:
        _wrong(node, "a powerful external model needs approval: write needs_approval: true")


def _check_address(
    node: yaml.Node, fields: Mapping[str, yaml.Node], model: Model, allowed: frozenset[str] | None
) -> None:
    if model.provider == "local":
        for name in ("base_url", "key"):
            if name in fields:
                _wrong(fields[name], f"the local provider takes no {name}")
        return
    if not model.base_url:
        _wrong(node, "base_url is missing: the provider's address, as https://api.openai.com/v1")
    if problem := check_base_url(model.base_url, allowed):
        _wrong(fields["base_url"], problem)
    host = urlsplit(model.base_url).hostname
    if model.place == "private" and allowed is not None and host not in allowed:
        _wrong(
            fields["place"],
            f"{host} is no private place unless the platform names it in LLM_ALLOWED_HOSTS; "
            "write external_default or external_powerful",
        )


def _check_ceiling(node: yaml.Node, model: Model, manifest: Manifest) -> None:
    """Refuse what is above the platform's ceiling, so that no request has to."""
    ceiling = manifest.control("models", "ceiling")
    if ceiling not in SIZES:
        raise CannotStart(
            f"microapp.yaml: controls.models.ceiling is {ceiling!r}. "
            f"Write one of {', '.join(SIZES)}."
        )
    over = SIZES.index(model.size) > SIZES.index(str(ceiling))
    if over and not model.needs_approval:
        _wrong(
            node,
            f"{model.alias} is {model.size} and this app may use {ceiling} models; "
            "take a smaller one, or write needs_approval: true",
        )


def _check_fallbacks(node: yaml.Node, model: Model, found: Mapping[str, Model]) -> None:
    if model.fallback and model.kind == "embeddings":
        _wrong(node, "no model stands in for one of embeddings: its vectors mean something else")
    for alias in model.fallback:
        other = found.get(alias)
        if other is None or other.kind != model.kind or alias == model.alias:
            what = f"fallback {alias} is not another model of the kind {model.kind}"
            others = (one.alias for one in found.values() if one.kind == model.kind)
            _wrong(node, what, did_you_mean(alias, set(others) - {model.alias}))


def _price(node: yaml.Node, texts: Mapping[str, str]) -> Price:
    fields = _fields(node, ", as in price: {input: 250, output: 2000}")
    if not {"input", "output"} <= set(fields) <= {*DUES}:
        what = "price needs input and output, and may have cached and cache_write"
        _wrong(node, f"{what}: nano-dollars a token")
    values = {n: _number(f, f"price.{n}", 0, 1_000_000_000) for n, f in fields.items()}
    writes_cost_more = texts["provider"] == "anthropic" or "claude" in texts["model"].lower()
    return stated_price(values, writes_cost_more=writes_cost_more)


def _fields(node: yaml.Node, example: str = "") -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        _wrong(node, f"names with values are needed here{example}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in found:
            _wrong(key, "a name is there twice, or is no name")
        found[key.value] = value
    return found


def _text(node: yaml.Node, name: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag != f"{YAML}str" or not node.value:
        _wrong(node, f"{name} must be text")
    return str(node.value)


def _texts(node: yaml.Node | None, name: str) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode) or len(node.value) > MOST:
        _wrong(node, f"{name} must be a list")
    return tuple(_text(item, name) for item in node.value)


def _flag(node: yaml.Node, name: str) -> bool:
    if node.tag != f"{YAML}bool" or node.value not in ("true", "false"):
        _wrong(node, f"{name} must be true or false")
    return bool(node.value == "true")


def _number(node: yaml.Node, name: str, least: int, most: int) -> int:
    value = node.value.replace("_", "") if isinstance(node, yaml.ScalarNode) else ""
    is_number = node.tag == f"{YAML}int" and value.isdigit() and len(value) <= LONGEST_NUMBER
    if not (is_number and least <= int(value) <= most):
        _wrong(node, f"{name} must be a whole number from {least} to {most}")
    return int(value)


def _wrong(node: yaml.Node, what: str, meant: str = "") -> NoReturn:
    raise CannotStart(f"{FILE}, line {node.start_mark.line + 1}: {what}.{meant}")
