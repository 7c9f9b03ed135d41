"""The models that this app may ask, as `models.yaml` names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from microapp_kit.errors import Refusal
from microapp_llm.meant import did_you_mean
from microapp_llm.money.prices import Price, cost, worst_case

SENSITIVITIES = ("public", "internal", "confidential", "restricted")
SIZES = ("small", "medium", "large")
PLACES = ("private", "external_default", "external_powerful")
PROVIDERS = ("local", "openai", "anthropic")
KINDS = ("chat", "embeddings")
FAULTS = ("ok", "429", "500", "timeout", "half", "slow", "overlong")
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Model:
    """One model behind an alias."""

    alias: str
    provider: str
    model: str
    kind: str
    size: str
    place: str
    region: str
    sensitivity_max: str
    needs_approval: bool
    context: int
    max_output: int
    price: Price
    base_url: str
    key: str
    fallback: tuple[str, ...]
    faults: tuple[str, ...]
    price_from: str = "models.yaml"  # where the price stands, and of which day it is

    @property
    def name(self) -> str:
        """Give what tells this model from all others, also from another one under its alias."""
        return " ".join((self.alias, self.provider, self.model, self.base_url))

    def takes(self, sensitivity: str) -> bool:
        """Tell whether data of this sensitivity may go to the model."""
        return SENSITIVITIES.index(sensitivity) <= SENSITIVITIES.index(self.sensitivity_max)

    def nano(
        self,
        input_tokens: int,
        output_tokens: int,
        cached_tokens: int = 0,
        written_tokens: int = 0,
    ) -> int:
        """Give what tokens cost, in nano-dollars; cached and written ones are of the input."""
        return cost(
            self.price,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cached_tokens=cached_tokens,
            written_tokens=written_tokens,
        )

    def most_nano(self, input_tokens: int, output_tokens: int) -> int:
        """Give the most that so many tokens can cost, in nano-dollars."""
        return worst_case(self.price, input_tokens, output_tokens)

    def facts(self) -> dict[str, object]:
        """Give what a policy may know of the model."""
        return {
            "alias": self.alias,
            "kind": self.kind,
            "size": self.size,
            "place": self.place,
            "region": self.region,
            "sensitivity_max": self.sensitivity_max,
            "needs_approval": self.needs_approval,
        }


class Models:
    """All models by alias; `priced` is the day of the price list that they were held against."""

    def __init__(self, models: Sequence[Model], priced: str = "") -> None:
        self.priced_at = _midnight(priced) if priced else 0
        self._models: Mapping[str, Model] = {model.alias: model for model in models}

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def named(self, alias: str, kind: str) -> Model:
        """Give a model of a kind by its alias, or refuse with 404."""
        model = self._models.get(alias)
        if model is None or model.kind != kind:
            known = (one.alias for one in self if one.kind == kind)
            text = f"There is no model {alias!r} for {kind}. GET /v1/models lists those that are."
            text += did_you_mean(alias, known)
            raise Refusal(404, "model_not_found", text)
        return model

    def any_kind(self, alias: str) -> Model:
        """Give a model by its alias, or refuse with 404."""
        model = self._models.get(alias)
        if model is None:
            text = f"There is no model {alias[:64]!r}. GET /v1/models lists those that are."
            text += did_you_mean(alias, self._models)
            raise Refusal(404, "model_not_found", text)
        return model

    def candidates(self, alias: str, kind: str) -> list[Model]:
        """Give the models that may answer: the named one, or all from private and cheap to dear."""
        if alias != AUTO:
            return [self.named(alias, kind)]
        found = [model for model in self._models.values() if model.kind == kind]
        if not found:
            raise Refusal(404, "model_not_found", f"There is no model for {kind}.")
        return sorted(found, key=_rank)

    def fallbacks(self, model: Model) -> list[Model]:
        """Give the models that may stand in for one."""
        return [self._models[alias] for alias in model.fallback]


def _midnight(day: str) -> int:
    """Give when a day began in UTC, in seconds."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _rank(model: Model) -> tuple[int, int, str]:
    rates = model.price.rates
    return (PLACES.index(model.place), rates.input + rates.output, model.alias)
