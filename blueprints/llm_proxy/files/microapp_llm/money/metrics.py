"""Metrics of money, for the registry that the kit's telemetry exposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter

from microapp_llm.money.alerting import PERCENTS
from microapp_llm.money.need import BUDGETS, LEVELS, Hold, Settled, Standing, Used
from microapp_llm.money.shares import Shares

OTHER = "other"
MOST_NAMES = 200  # of apps, models and subjects each; the rest share one series
NANO = 1e9
KINDS = ("input", "cached", "output")
Settlement = tuple[Hold, Used, Settled]


class MoneyMetrics:
    """What calls cost and what was refused; users are never named."""

    def __init__(
        self,
        registry: CollectorRegistry,
        models: Iterable[str] = (),
        percents: Sequence[int] = PERCENTS,
    ) -> None:
        self._names: dict[str, set[str]] = {"app": set(), "model": set(), "subject": set()}
        self._series: dict[tuple[Counter, tuple[str, ...]], Counter] = {}
        self._dollars = _counter(registry, "dollars", "Dollars spent.", "app", "model")
        self._tokens = _counter(registry, "tokens", "Tokens used.", "app", "model", "kind")
        self._calls = _counter(registry, "calls", "Calls settled.", "app", "model", "outcome")
        self._refused = _counter(
            registry, "budget_refusals", "Calls over a budget.", "budget", "level"
        )
        self._alerts = _counter(
            registry, "budget_alerts", "Thresholds reached.", "budget", "level", "what", "percent"
        )
        self._spikes = _counter(registry, "spend_spikes", "Unusual spending.", "app")
        self._excess = _counter(registry, "excess", "Calls that took more than was held.", "model")
        self._late = _counter(registry, "late_settlements", "Settlements after the end.", "app")
        month, day = "the month's budget that is spent.", "the day's tokens that are used."
        self._months = Shares(registry, "budget", f"Share of {month}", percents)
        self._days = Shares(registry, "day_tokens", f"Share of {day}", percents)
        self._undelivered = Counter(
            "microapp_llm_alerts_undelivered_total",
            "Alerts that the webhook did not take.",
            registry=registry,
        )
        for budget in BUDGETS:
            for level in LEVELS:
                self._refused.labels(budget, level)
        for model in models:
            self._excess.labels(self._name("model", model))

    def settled(self, several: Sequence[Settlement]) -> None:
        """Count settlements; those of one app and model move its series once."""
        sums: dict[tuple[str, str, str], list[int]] = {}
        for hold, used, settled in several:
            app, model = self._name("app", hold.app), self._name("model", hold.model)
            if not settled.first:
                self._late.labels(app).inc()
                continue
            beyond = used.nano > hold.nano or used.tokens > hold.tokens
            if beyond or settled.excess_nano or settled.excess_tokens:
                self._excess.labels(model).inc()
            sum_ = sums.setdefault((app, model, used.outcome), [0] * 5)
            plain = used.input_tokens - used.cached_tokens
            tokens = (plain, used.cached_tokens, used.output_tokens)
            for at, more in enumerate((1, settled.nano, *tokens)):
                sum_[at] += max(0, more)
        for (app, model, outcome), (calls, nano, *tokens_of) in sums.items():
            self._one(self._calls, app, model, outcome).inc(calls)
            self._one(self._dollars, app, model).inc(nano / NANO)
            for kind, number in zip(KINDS, tokens_of, strict=True):
                self._one(self._tokens, app, model, kind).inc(number)

    def refused(self, hold: Hold, standings: Sequence[Standing]) -> None:
        """Count a refusal on every level that had no room."""
        short = [s for s in standings if not s.fits(hold.nano, hold.tokens)]
        for level in {s.level for s in short}:
            self._refused.labels(hold.budget, level).inc()

    def reached(self, budget: str, level: str, what: str, percent: int) -> None:
        """Count a threshold."""
        self._alerts.labels(budget, level, what, str(percent)).inc()

    def spike(self, app: str) -> None:
        """Count an app that spends unlike itself."""
        self._spikes.labels(self._name("app", app)).inc()

    def undelivered(self) -> None:
        """Count an alert that the webhook did not take."""
        self._undelivered.inc()

    def at(self, now: datetime) -> None:
        """Forget how full last month and yesterday were: new ones begin empty, without a call."""
        self._months.at(now.strftime("%Y-%m"))
        self._days.at(now.date().isoformat())

    def standing(self, org: str, standings: Sequence[Standing]) -> None:
        """Show how full the months and days of orgs and apps are."""
        for s in standings:
            if s.level == "user":
                continue
            known = self._name("subject", f"{org} {s.subject}") != OTHER
            named = (org, s.budget, s.level, s.subject) if known else _others(s)
            if s.monthly:
                self._months.show(named, s.period, s.spent_nano, s.cap_nano)
            else:
                self._days.show(named, s.period, s.spent_tokens, s.cap_tokens)

    def _one(self, counter: Counter, *labels: str) -> Counter:
        """Give the series of these labels, looked up once."""
        series = self._series.get((counter, labels))
        if series is None:
            series = self._series[counter, labels] = counter.labels(*labels)
        return series

    def _name(self, kind: str, name: str) -> str:
        known = self._names[kind]
        if name not in known:
            if len(known) >= MOST_NAMES:
                return OTHER
            known.add(name)
            if kind == "app":
                self._spikes.labels(name)  # shown as 0 before the first one, which raises an alert
        return name


def _others(standing: Standing) -> tuple[str, str, str, str]:
    return OTHER, standing.budget, standing.level, OTHER


def _counter(registry: CollectorRegistry, name: str, text: str, *labels: str) -> Counter:
    return Counter(f"microapp_llm_{name}_total", text, labels, registry=registry)
