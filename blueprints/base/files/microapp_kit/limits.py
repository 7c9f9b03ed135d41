"""Request limits: how many requests a caller, an organisation and the app may make."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest
from microapp_kit.principal import Principal
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings

MICROSECONDS = 1_000_000
MINUTE, DAY = 60, 86_400
LOCAL_RPM, LOCAL_BURST = 60_000, 6_000
CALLERS_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `quota` requests per `period` seconds, of which `burst` may come at once."""

    name: str
    quota: int
    period: int
    burst: int
    interval: int = field(init=False)  # µs between requests at the steady rate, rounded up
    span: int = field(init=False)  # µs of debt that a caller may run up: `burst` intervals
    policy: str = field(init=False)  # how RateLimit-Policy names this limit

    def __post_init__(self) -> None:
        interval = -(-self.period * MICROSECONDS // self.quota)
        object.__setattr__(self, "interval", interval)
        object.__setattr__(self, "span", interval * self.burst)
        object.__setattr__(self, "policy", f'"{self.name}";q={self.quota};w={self.period}')


Check = tuple[Limit, str]


class Verdict(NamedTuple):
    """Whether a request is within its limits, and how it stands with the tightest of them."""

    allowed: bool
    limit: Limit
    remaining: int
    wait: int  # µs until one more than `remaining` would be let in
    at: int  # µs on the clock that judged
    limits: tuple[Limit, ...]

    def headers(self) -> dict[str, str]:
        """Give the fields of draft-ietf-httpapi-ratelimit-headers-11, and Retry-After."""
        seconds = -(-self.wait // MICROSECONDS)
        fields = {
            "RateLimit-Policy": ", ".join([limit.policy for limit in self.limits]),
            "RateLimit": f'"{self.limit.name}";r={self.remaining};t={seconds}',
        }
        if not self.allowed:
            fields["Retry-After"] = str(max(1, seconds))
        return fields

    def refusal(self) -> Refusal:
        """Give the answer to a request that is over its limit."""
        text = f"Too many requests: the limit '{self.limit.name}' is used up. Try again later."
        return Refusal(429, "rate_limited", text, headers=self.headers())


def judge(checks: Sequence[Check], slacks: Sequence[int], now: int) -> Verdict:
    """Give the verdict from what each limit would have left after this request, in µs."""
    limits = tuple([limit for limit, _ in checks])
    worst = min(slacks)
    if worst < 0:
        return Verdict(False, limits[slacks.index(worst)], 0, -worst, now, limits)
    left = [slack // limit.interval for limit, slack in zip(limits, slacks, strict=True)]
    remaining = min(left)
    tightest = left.index(remaining)
    limit = limits[tightest]
    wait = limit.interval - slacks[tightest] % limit.interval
    return Verdict(True, limit, remaining, wait, now, limits)


def charges_of(checks: Sequence[Check], weights: Sequence[int]) -> list[int]:
    """Give the debt that a request adds to each limit, in µs; without weights it counts once."""
    if not weights:
        return [limit.interval for limit, _ in checks]
    if min(weights) < 1:
        raise ValueError("A weight is 1 or more: a request that takes nothing needs no limit.")
    return [limit.interval * weight for (limit, _), weight in zip(checks, weights, strict=True)]


class Limiter(Protocol):
    """Takes all limits of a request together: when one refuses, none is charged."""

    async def hit(self, checks: Sequence[Check], weights: Sequence[int] = ()) -> Verdict:
        """Charge one request, or a weight for each limit, to every limit or to none."""

    def checks(self) -> Mapping[str, Callable[[], Awaitable[bool]]]:
        """Give what must answer before requests can be let in, for /readyz."""

    async def close(self) -> None:
        """Let go of connections."""


class _Arrivals:
    """Theoretical arrival times of one limit's callers, in two generations so that idle ones go."""

    __slots__ = ("_born", "_lifetime", "_most", "_old", "young")

    def __init__(self, limit: Limit, most: int, now: int) -> None:
        self._most = most
        self.young: dict[str, int] = {}
        self._old: dict[str, int] = {}
        self._lifetime = limit.span + limit.interval
        self._born = now

    def of(self, key: str, now: int) -> int:
        """Give when this caller's debt is paid; never in the past."""
        due = self.young.get(key)
        if due is None:
            due = self._old.get(key, now)
        return due if due > now else now

    def put(self, key: str, due: int, now: int) -> None:
        """Remember a debt; forget those that nobody has added to for a whole lifetime."""
        if now - self._born > self._lifetime or len(self.young) >= self._most:
            self._old, self.young, self._born = self.young, {}, now
        self.young[key] = due


class InProcessLimiter:
    """Limits for one process: the generic cell rate algorithm on whole microseconds.

    It is the virtual scheduling form of ITU-T I.371 (2004), annex A, and of the ATM Forum's
    Traffic Management 4.0: keep when the next request is due, and refuse one that comes more than
    `burst` intervals early. Past twice `most` callers of a limit the longest idle are forgotten.
    """

    def __init__(
        self, clock: Callable[[], int] = time.monotonic_ns, *, most: int = CALLERS_REMEMBERED
    ) -> None:
        self._clock = clock
        self._most = most
        self._books: dict[str, _Arrivals] = {}
        self._lock = threading.Lock()

    def hit_now(self, checks: Sequence[Check], weights: Sequence[int] = ()) -> Verdict:
        """Charge one request, or a weight for each limit, to every limit or to none, at once."""
        charges = charges_of(checks, weights)
        with self._lock:
            now = self._clock() // 1000
            dues, slacks, is_over = [], [], False
            for (limit, key), charge in zip(checks, charges, strict=True):
                book = self._books.get(limit.name)
                if book is None:
                    book = self._books[limit.name] = _Arrivals(limit, self._most, now)
                due = book.of(key, now) + charge
                slack = now + limit.span - due
                is_over = is_over or slack < 0
                dues.append((book, key, due))
                slacks.append(slack)
            if not is_over:
                for book, key, due in dues:
                    book.put(key, due, now)
        return judge(checks, slacks, now)

    async def hit(self, checks: Sequence[Check], weights: Sequence[int] = ()) -> Verdict:
        """Charge one request, or a weight for each limit, to every limit or to none."""
        return self.hit_now(checks, weights)

    def checks(self) -> Mapping[str, Callable[[], Awaitable[bool]]]:
        """Nothing but this process is needed."""
        return {}

    async def close(self) -> None:
        """Nothing to let go of."""


class Limits:
    """The limits that this app's manifest grants, as lowered by the environment."""

    def __init__(self, manifest: Manifest, settings: Settings) -> None:
        rpm_app = manifest.whole_number("quotas", "rpm_app")
        granted = {
            "LIMIT_RPM_USER": manifest.whole_number("quotas", "rpm_user"),
            "LIMIT_BURST": manifest.whole_number("quotas", "burst"),
            "LIMIT_RPM_APP": rpm_app,
            "LIMIT_RPM_ORG": _optional(manifest, "rpm_org", rpm_app),
            "LIMIT_DAILY": _optional(manifest, "daily_requests", rpm_app * DAY // MINUTE),
        }
        now = _in_force(granted, settings)
        user, org, app = (now[f"LIMIT_RPM_{who}"] for who in ("USER", "ORG", "APP"))
        daily, burst = now["LIMIT_DAILY"], now["LIMIT_BURST"]
        self.user = Limit("user", user, MINUTE, min(burst, user))
        self.org = Limit("org", org, MINUTE, org)
        self.app = Limit("app", app, MINUTE, app)
        self.org_daily = Limit("org_daily", daily, DAY, daily)
        self.address = Limit("address", app, MINUTE, app)

    def of_caller(self, principal: Principal) -> tuple[Check, ...]:
        """Give the limits that a request of this caller counts against."""
        return (
            (self.user, f"{principal.issuer} {principal.sub}"),
            (self.org, principal.org),
            (self.app, ""),
            (self.org_daily, principal.org),
        )

    def of_stranger(self, address: str | None) -> tuple[Check, ...]:
        """Give the limit that a request counts against before its token is verified."""
        return ((self.address, network_of(address or "")),)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Give what an address is counted as: one IPv4 host, or one IPv6 /64 network."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def _optional(manifest: Manifest, name: str, otherwise: int) -> int:
    if name not in manifest.controls.get("quotas", {}):
        return otherwise
    return manifest.whole_number("quotas", name)


def _in_force(granted: dict[str, int], settings: Settings) -> dict[str, int]:
    if settings.local:
        generous = dict.fromkeys(granted, LOCAL_RPM)
        generous |= {"LIMIT_BURST": LOCAL_BURST, "LIMIT_DAILY": LOCAL_RPM * DAY // MINUTE}
        return generous | dict(settings.limits)
    for name, asked in settings.limits.items():
        if asked > granted[name]:
            raise CannotStart(
                f"{name} is {asked}, and microapp.yaml grants {granted[name]}. "
                "Outside local it may only lower what is granted."
            )
    return granted | dict(settings.limits)
