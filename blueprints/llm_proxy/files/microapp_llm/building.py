"""Puts the proxy together on the kit's ground: its parts, its routes, its life and its chores."""

from __future__ import annotations

import gc
import itertools
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from microapp_kit.brought import Ground, Living
from microapp_kit.crud import Handler
from microapp_kit.limits import Limits
from microapp_kit.secrets import CannotStart
from microapp_llm.answers.kept import KeptAnswers
from microapp_llm.approvals.deciding import Approvals
from microapp_llm.approvals.reasons import Reasons
from microapp_llm.apps_file import AppsFile
from microapp_llm.batches.queue import Batches, Bounds
from microapp_llm.cache.answers import Cache
from microapp_llm.cache.key import keys_with
from microapp_llm.cache.opening import open_cache
from microapp_llm.call import Call
from microapp_llm.choosing import Choosing
from microapp_llm.embeddings.embedding import Embedder
from microapp_llm.embeddings.vectors import Vectors
from microapp_llm.guards import Guards, MakeRedactor
from microapp_llm.inside import Inside
from microapp_llm.lineage.keeping import LineageTable, Retention
from microapp_llm.lineage.of_call import row_of, row_of_lost
from microapp_llm.lineage.writer import LineageWriter
from microapp_llm.llm_settings import LlmSettings, read_keys, read_llm_settings
from microapp_llm.metrics import CacheChurn, Metrics
from microapp_llm.models import Model
from microapp_llm.models_file import read_models
from microapp_llm.money.alerting import alerting_of
from microapp_llm.money.alerts import Watch
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.limits import APPS_FILE, budget_limits, token_rates
from microapp_llm.money.metrics import MoneyMetrics
from microapp_llm.money.moving import unnoted
from microapp_llm.money.settling import Settler
from microapp_llm.money.slowing import Slowing, slowed_limits
from microapp_llm.money.spikes import Spikes
from microapp_llm.money.undoing import Undoing
from microapp_llm.money.unsent import Unsent
from microapp_llm.once import Once
from microapp_llm.owner_files import read_prompts
from microapp_llm.pacing import Pacing
from microapp_llm.pages import Pages
from microapp_llm.pipeline import Pipeline
from microapp_llm.presidio import read_presidio
from microapp_llm.providers.choice import providers_of
from microapp_llm.providers.http import Lines
from microapp_llm.providers.trying import Trying
from microapp_llm.routes.approving import Approving
from microapp_llm.routes.batching import Batching
from microapp_llm.routes.models_calls import ModelCalls
from microapp_llm.routes.refusing import Refusing
from microapp_llm.routes.standing import Standings
from microapp_llm.routes.storing import Storing
from microapp_llm.routes.table import routes_of
from microapp_llm.routes.tracing import Tracing
from microapp_llm.rules import rules_of
from microapp_llm.vector_store.keeping import Keeping, open_keeping

if TYPE_CHECKING:
    from microapp_llm.money.webhook import Webhook

HOUR = 3600
SHORTEST_KEY = 12  # a shorter one could be a word
RARELY = (10_000, 20, 20)  # a call leaves little garbage that only a search finds
TOO_FAST = "rate_limited"  # not written to lineage: a flood must not become a flood of rows


class Building:
    """The parts of one proxy."""

    def __init__(self, ground: Ground, make_redactor: MakeRedactor, all_local: bool) -> None:
        self._ground = ground
        self._all_local = all_local
        self._make_redactor = make_redactor
        manifest, settings = ground.manifest, ground.settings
        self._rules = rules_of(manifest)
        self._llm = read_llm_settings(os.environ)
        hosts = self._llm.allowed_hosts
        asked = None if all_local else hosts
        self._models = read_models(settings.folder / "models.yaml", manifest, asked)
        self._lines = Lines(hosts)
        self._aliases = [model.alias for model in self._models]
        alerting = alerting_of(manifest)
        money = MoneyMetrics(ground.registry, self._aliases, alerting.percents)
        self._webhook = _webhook(self._llm, manifest.name, money.undelivered)
        slowing = Slowing(slowed_limits(manifest, Limits(manifest, settings)))
        watch = Watch(metrics=money, spikes=Spikes(alerting), slowing=slowing)
        self._unsent: Unsent | None = None
        if self._webhook is not None:
            self._unsent = Unsent(ground.store, ground.metadata, self._webhook.tell)
            self._webhook.ended = self._unsent.ended
            watch.tell = self._unsent.tell
        elsewhere = self._llm.apps_file
        self._apps_file = AppsFile(
            elsewhere or settings.folder / APPS_FILE,
            manifest.name,
            str(elsewhere or APPS_FILE),
        )
        self._apps = self._apps_file.apps
        self._metrics = Metrics(ground.registry, self._apps.lists)
        environ = dict(os.environ)
        limits = budget_limits(manifest, environ, self._apps.caps)
        self._retention = Retention.of(manifest)
        compiler = ground.store.compiler
        self._lineage = LineageTable(ground.metadata, compiler, self._retention)
        self._budgets = Budgets(
            ground.store,
            ground.metadata,
            limits,
            watch=watch,
            lost=lambda *lost: self._lineage.keep_missing(row_of_lost(*lost)),
            noted=self._unsent.note if self._unsent else unnoted,
            percents=alerting.percents,
        )
        self._apps_file.lower = lambda caps: self._budgets.lower(
            budget_limits(manifest, environ, caps)
        )
        self._settler = Settler(self._budgets)
        rates = token_rates(manifest, local=settings.local)
        self._pacing = Pacing(ground.limiter, rates, watch.slowing, ground.limit_refused)
        self._writer = LineageWriter(ground.store, self._lineage)
        self._approvals = Approvals(ground.metadata, compiler, ground.audit)
        self._seconds = itertools.count()
        self._garbage = gc.get_threshold()
        self._cache = self._open_cache()
        self._guards = self._make_guards()
        self._reasons = Reasons(self._guards.of_notes)
        self._keeping = self._open_keeping()
        self._trying = self._make_trying()
        self._pipeline = self._make_pipeline()
        self._batching: Batching | None = None

    def living(self) -> Living:
        """Give the routes and the life of the proxy."""
        ground = self._ground
        name, secret, store = ground.manifest.name, ground.settings.secret, ground.store
        prompts = read_prompts(ground.settings.folder, self._models)
        once, pages = Once(store, ground.idempotency, secret, name), Pages(secret)
        calls = ModelCalls(self._pipeline, prompts, once, name, secret)
        standing = Standings(self._models, self._budgets, self._settler, name, pages)
        kept = ground.idempotency
        approving = Approving(
            store, self._approvals, kept, self._models, name, pages, self._reasons
        )
        tracing = Tracing(store, self._lineage, self._writer, name)
        batches = Batches(ground.metadata, store.compiler, ground.audit, Bounds.of(ground.manifest))
        undoing = Undoing(store, ground.metadata, self._budgets)
        batching = Batching(
            store,
            batches,
            calls,
            self._pipeline,
            once,
            name,
            secret,
            undoing,
            self._told,
            partial(self._lineage.knows, store),
            self._llm.wait_seconds,
        )
        self._batching = batching
        self._show_inside(batching)
        storing = Storing(self._keeping, calls, self._pipeline, once, store, ground.audit, name)
        routes = routes_of(calls, standing, approving, tracing, batching, storing)
        refusing = Refusing(self._told, name)
        guarded = {path: self._guarded(handlers) for path, handlers in routes.items()}
        return Living(guarded, self._start, self._stop, self._each_second, refusing.named)

    def _show_inside(self, batching: Batching) -> None:
        inside = Inside(self._ground.registry, self._aliases, self._trying.rests)
        inside.show("lineage", lambda: self._writer.waiting)
        inside.show("settlements", lambda: self._settler.waiting)
        inside.show("batch_items", lambda: batching.runner.waiting)
        if (webhook := self._webhook) is not None:
            inside.show("alerts", lambda: webhook.waiting)

    def _guarded(self, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
        return {method: self._apps.guarded(handler) for method, handler in handlers.items()}

    def _make_pipeline(self) -> Pipeline:
        decisions = self._ground.decisions
        if decisions is None:
            raise CannotStart(
                "There is no policy that says which app may ask which model. "
                "Restore app/policies/llm.rego, or set OPA_URL."
            )
        key = keys_with(self._ground.settings.secret)
        return Pipeline(
            apps=self._apps,
            choosing=Choosing(self._models, self._rules, decisions, self._approved),
            rules=self._rules,
            guards=self._guards,
            budgets=self._budgets,
            settler=self._settler,
            cache=KeptAnswers(self._cache, key, is_on=self._llm.cache_seconds > 0),
            vectors=Vectors(Embedder(self._cache, key)),
            pacing=self._pacing,
            trying=self._trying,
            told=self._told,
        )

    def _make_guards(self) -> Guards:
        words, links = (*self._llm.words, *self._own_keys()), self._llm.links
        presidio, secret = read_presidio(os.environ), self._ground.settings.secret
        return Guards(self._rules, secret, words, links, self._make_redactor, presidio)

    def _own_keys(self) -> list[str]:
        """Give what no answer may say, should a provider repeat what it was sent."""
        keys = {} if self._all_local else read_keys(self._models, os.environ)
        return [key for key in keys.values() if len(key) >= SHORTEST_KEY]

    def _open_cache(self) -> Cache:
        settings = self._ground.settings
        cache = open_cache(
            settings.redis_url or "",
            self._ground.manifest.name,
            seconds=self._llm.cache_seconds,
            secret=settings.secret,
        )
        self._ground.registry.register(CacheChurn(cache.counts))
        return cache

    def _open_keeping(self) -> Keeping | None:
        return open_keeping(
            os.environ,
            self._ground.settings.database_url,
            self._ground.manifest,
            self._retention.text_days,
            self._guards.of_requests,
            self._ground.registry,
        )

    def _make_trying(self) -> Trying:
        providers = providers_of(self._models, self._lines, os.environ, all_local=self._all_local)
        return Trying(providers, self._llm.wait_seconds)

    async def _approved(self, call: Call, model: Model) -> bool:
        """Say whether an approval that holds now lets the caller use a model."""
        caller, now = call.caller, datetime.now(UTC)
        found = await self._approvals.allowed(
            self._ground.store, caller.org, caller.app, caller.user, model.alias, model.name, now
        )
        return found is not None

    def _told(self, call: Call) -> Coroutine[Any, Any, None] | None:
        """Write down where an output comes from, and count the call; wait only without room."""
        call.told = True
        self._metrics.ended(call, time.perf_counter() - call.began)
        if call.outcome == TOO_FAST:
            return None
        decisions = self._ground.decisions
        policy = decisions.policy if decisions else ""
        with_text = self._retention.text_days is not None
        row = row_of(call, policy, with_text=with_text)
        return None if self._writer.take(row) else self._writer.note(row)

    async def _start(self) -> None:
        await self._writer.start()
        self._apps_file.start()
        if self._webhook is not None:
            await self._webhook.start()
        if self._keeping is not None:
            embedding = (model for model in self._models if model.kind == "embeddings")
            await self._keeping.store.adopt({model.alias: model.name for model in embedding})
        if self._batching is not None:
            await self._batching.runner.start()
        gc.set_threshold(*RARELY)
        gc.collect()
        gc.freeze()  # what was made for good is looked through no more

    async def _each_second(self) -> None:
        now = datetime.now(UTC)
        await self._budgets.sweep(now)
        if next(self._seconds) % HOUR == 0:
            await self._lineage.sweep_all(self._ground.store, now)
            if self._unsent is not None:
                orgs = await self._lineage.orgs.all(self._ground.store)
                await self._unsent.tell_again(orgs, now)
            if self._keeping is not None:
                await self._keeping.sweep()

    async def _stop(self) -> None:
        await self._apps_file.stop()
        if self._batching is not None:
            await self._batching.runner.stop()
        await self._pipeline.close()
        await self._settler.close()
        await self._budgets.close()
        await self._writer.stop()
        if self._webhook is not None:
            await self._webhook.close()
        if self._unsent is not None:
            await self._unsent.close()
        await self._cache.close()
        if self._keeping is not None:
            await self._keeping.store.close()
        gc.unfreeze()
        gc.set_threshold(*self._garbage)
        await self._lines.close()


def _webhook(settings: LlmSettings, name: str, lost: Callable[[], None]) -> Webhook | None:
    """Give what sends alerts to people, where the platform set one up."""
    if not settings.alert_url:
        return None
    from microapp_llm.money.webhook import Webhook  # an HTTP client, seldom needed

    return Webhook(settings.alert_url, settings.alert_secret, service=name, lost=lost)
