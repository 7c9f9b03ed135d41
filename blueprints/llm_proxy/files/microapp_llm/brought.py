"""What the proxy brings to the kit: its tables, its routes, its chores and its contract."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import MetaData

from microapp_kit.brought import Brought, Ground, Living
from microapp_kit.crud import Handler
from microapp_kit.secrets import CannotStart
from microapp_llm.apps import read_apps
from microapp_llm.budget_limits import budget_limits, token_rates
from microapp_llm.cache.key import keys_with
from microapp_llm.cache.opening import open_cache
from microapp_llm.call import Call
from microapp_llm.choosing import Choosing
from microapp_llm.contract import with_llm
from microapp_llm.dialect import envelope
from microapp_llm.guards import Guards
from microapp_llm.kept_answers import KeptAnswers
from microapp_llm.llm_settings import read_keys, read_llm_settings
from microapp_llm.metrics import Metrics
from microapp_llm.models import Model
from microapp_llm.models_file import read_models
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.tables import money_tables
from microapp_llm.once import Once
from microapp_llm.pages import Pages
from microapp_llm.pipeline import Pipeline
from microapp_llm.prompts import PromptStore
from microapp_llm.providers.anthropic import AnthropicProvider
from microapp_llm.providers.asking import Provider
from microapp_llm.providers.http import Lines
from microapp_llm.providers.local import LocalProvider
from microapp_llm.providers.openai import OpenAIProvider
from microapp_llm.providers.trying import Trying
from microapp_llm.routes.models_calls import ModelCalls
from microapp_llm.routes.standing import Standing
from microapp_llm.rules import rules_of

log = logging.getLogger("microapp")


def tables(metadata: MetaData) -> None:
    """Add the proxy's tables."""
    money_tables(metadata)


def build(ground: Ground) -> Living:
    """Put the proxy together on the kit's ground, or refuse to start."""
    return _Building(ground).living()


class _Building:
    """The parts of one proxy."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        manifest, settings = ground.manifest, ground.settings
        self._rules = rules_of(manifest)
        self._settings = read_llm_settings(os.environ)
        hosts = self._settings.allowed_hosts
        self._models = read_models(settings.folder / "models.yaml", manifest, hosts)
        self._lines = Lines(hosts, self._settings.wait_seconds)
        self._budgets = Budgets(ground.store, ground.metadata, budget_limits(manifest))
        self._metrics = Metrics(ground.registry, manifest.name)
        cache = open_cache(
            settings.redis_url or "",
            manifest.name,
            seconds=self._settings.cache_seconds,
            secret=settings.secret,
        )
        self._cache = KeptAnswers(cache, keys_with(settings.secret))
        self._rates = token_rates(manifest, local=settings.local)
        self._pipeline = self._make_pipeline()

    def living(self) -> Living:
        """Give the routes and the life of the proxy."""
        name, secret = self._ground.manifest.name, self._ground.settings.secret
        prompts = PromptStore.read(self._ground.settings.folder / "prompts")
        once = Once(self._ground.store, self._ground.idempotency, secret)
        calls = ModelCalls(self._pipeline, prompts, once, name, secret)
        standing = Standing(self._models, self._budgets, name, Pages(secret))
        routes: dict[str, dict[str, Handler]] = {
            "/v1/chat/completions": {"POST": calls.chat},
            "/v1/embeddings": {"POST": calls.embeddings},
            "/v1/models": {"GET": standing.models},
            "/v1/prompts/{id}/run": {"POST": calls.run_prompt},
            "/api/llm": {"POST": calls.llm},
            "/v1/usage": {"GET": standing.usage},
            "/v1/budget": {"GET": standing.budget},
        }
        return Living(routes, stop=self._stop, each_second=self._each_second)

    def _make_pipeline(self) -> Pipeline:
        ground = self._ground
        if ground.decisions is None:
            raise CannotStart(
                "There is no policy that says which app may ask which model. "
                "Restore app/policies/llm.rego, or set OPA_URL."
            )
        trying = Trying(self._providers(), self._settings.wait_seconds)
        return Pipeline(
            apps=read_apps(ground.settings.folder / "apps.yaml", ground.manifest.name),
            choosing=Choosing(self._models, self._rules, ground.decisions, _never_approved),
            rules=self._rules,
            guards=Guards(
                self._rules, ground.settings.secret, self._settings.words, self._settings.links
            ),
            budgets=self._budgets,
            cache=self._cache,
            rates=self._take_rate,
            trying=trying,
            told=self._told,
        )

    def _providers(self) -> Mapping[str, Provider]:
        """Give the provider of each model by alias."""
        keys = read_keys(self._models, os.environ)
        local = LocalProvider()
        return {m.alias: _provider(m, keys[m.alias], self._lines, local) for m in self._models}

    async def _take_rate(self, call: Call) -> None:
        caller = call.caller
        tokens = call.input_tokens + call.output_tokens
        await self._rates.take(
            self._ground.limiter,
            org=caller.org,
            app=caller.app,
            user=caller.user,
            tokens=max(1, tokens),
        )

    async def _told(self, call: Call) -> None:
        use = call.use
        model = call.served
        nano = model.nano(use.input, use.output, use.cached) if use and model else 0
        self._metrics.ended(call, nano, time.perf_counter() - call.began)

    async def _each_second(self) -> None:
        await self._budgets.sweep(datetime.now(UTC))

    async def _stop(self) -> None:
        await self._pipeline.close()
        await self._budgets.close()
        await self._cache.close()
        await self._lines.close()


def _provider(model: Model, key: str, lines: Lines, local: LocalProvider) -> Provider:
    if model.provider == "local":
        return local
    if model.provider == "anthropic":
        return AnthropicProvider(lines, key)
    return OpenAIProvider(lines, key)


async def _never_approved(call: Call, model: Model) -> bool:
    del call, model
    return False


brought = Brought(build=build, tables=tables, contract=with_llm, envelope=envelope)
