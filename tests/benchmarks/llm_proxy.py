"""The LLM-safe proxy, all guards on, beside gateways that have none on.

Run it as `python -m tests.benchmarks.llm_proxy --peers FOLDER`, with `blueprints/base/files` and
`blueprints/llm_proxy/files` on PYTHONPATH. One worker each, all in front of the same canned
provider; rounds are interleaved; medians and ratios are printed. So is how busy the client and the
provider were: one of them near 1 would slow the fast gateways and flatter the slow ones. `--python`
names the Python of ours and of the bare proxy; the one of an image, as the Node of a peer, was
optimised with profiles of itself. Exit code 1 when a ratio is beyond its bar.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from tests.benchmarks.image_python import about, environment_of
from tests.benchmarks.load import requests_per_second
from tests.benchmarks.model_gateways import PEERS, Gateway, bare, cpu_of
from tests.benchmarks.our_gateway import ours
from tests.servers.llm import made
from tests.servers.processes import Process, free_port
from tests.servers.wire import Connection

OURS, BARE, PORTKEY, LITELLM = "microapp", "bare Starlette", "Portkey", "LiteLLM"
SINGLE_CALLS, STREAMS = 200, 60


@dataclass
class Provider:
    """The canned provider, and how busy it and the client were at most, in cores."""

    url: str
    process: Process
    busiest: float = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch a measurement."""
        began, client, served = time.perf_counter(), time.process_time(), cpu_of(self.process)
        yield
        took = time.perf_counter() - began
        busy = max(time.process_time() - client, cpu_of(self.process) - served) / took
        self.busiest = max(self.busiest, busy)


@contextmanager
def provider(folder: Path) -> Iterator[Provider]:
    """Run the canned provider."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.model_upstream", str(port)]
    process = Process(command, log=folder / "provider.log", cwd=Path.cwd(), env=dict(os.environ))
    process.wait_until(lambda: _listens(port), "the provider listening")
    try:
        yield Provider(f"http://127.0.0.1:{port}", process)
    finally:
        process.kill()


def _listens(port: int) -> bool:
    try:
        Connection(port).__exit__()
    except OSError:
        return False
    return True


def all_started(upstream: str, folder: Path, peers: Path, python: str) -> Iterator[Gateway]:
    """Start ours and the bare proxy, both on one Python, and every peer that is installed."""
    app = made(folder / "proxy")
    has_all = environment_of(app, folder / "environment", python)
    yield ours(upstream, folder, app, has_all)
    yield bare(upstream, folder, has_all)
    for name, start in PEERS:
        gateway = start(upstream, folder, peers)
        if gateway is None:
            print(f"{name} is not installed in {peers}: left out.")
        else:
            yield gateway


def interleaved(
    name: str, rounds: int, gateways: Sequence[Gateway], measure: Callable[[Gateway], float]
) -> dict[str, float]:
    """Measure every gateway in turn, `rounds` times; print and give the medians."""
    found: dict[str, list[float]] = {gateway.name: [] for gateway in gateways}
    for _, gateway in itertools.product(range(rounds), gateways):
        found[gateway.name].append(measure(gateway))
    for who, values in found.items():
        spread = f"{min(values):.4g}-{max(values):.4g}"
        print(f"{name:<26}{who:<16}{statistics.median(values):>10.4g}   ({spread})")
    return {who: statistics.median(values) for who, values in found.items()}


def throughput(upstream: Provider, connections: int, seconds: float) -> Callable[[Gateway], float]:
    """Give a measure: whole chat calls per second."""

    def measure(gateway: Gateway) -> float:
        spell = partial(next, gateway.calls())
        with upstream.watched():
            return requests_per_second(
                gateway.port, spell, connections=connections, seconds=seconds, expected=200
            )

    return measure


def latency_ms(gateway: Gateway) -> float:
    """Give the median time of a whole chat call on one connection, in ms."""
    times = []
    with Connection(gateway.port) as connection:
        for call in islice(gateway.calls(), SINGLE_CALLS):
            began = time.perf_counter()
            connection.send(call)
            connection.receive()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def stream_cpu_ms(gateway: Gateway) -> float:
    """Give the CPU time of one streamed answer, in ms; every stream must come to its end."""
    call, before = gateway.call(stream=True), gateway.cpu_s()
    for _ in range(STREAMS):
        with Connection(gateway.port) as connection:
            connection.send(call)
            body = connection.receive().body
        if b"[DONE]" not in body:
            raise RuntimeError(f"{gateway.name}: a stream did not end: {body[-300:]!r}")
    return (gateway.cpu_s() - before) / STREAMS * 1000


Ratio = tuple[str, float, float, bool]
"""What, the ratio, its bar, and whether the bar is the least (True) or the most (False)."""


def judge(
    upstream: Provider, gateways: Sequence[Gateway], rounds: int, seconds: float
) -> list[Ratio]:
    """Measure everything; give each ratio with its bar."""
    ratios: list[Ratio] = []
    for connections in (8, 32):
        speed = interleaved(
            f"calls/s, {connections} connections",
            rounds,
            gateways,
            throughput(upstream, connections, seconds),
        )
        ratios += [
            (
                f"calls/s against {peer}, {connections} connections",
                speed[OURS] / speed[peer],
                bar,
                True,
            )
            for peer, bar in ((PORTKEY, 2.0), (LITELLM, 10.0))
            if peer in speed
        ]
    lean = [one for one in gateways if one.name in (OURS, BARE)]
    single = interleaved("p50 of one, ms", rounds, lean, latency_ms)
    ratios.append(("p50 against a bare proxy", single[OURS] / single[BARE], 1.5, False))
    heavy = [one for one in gateways if one.name in (OURS, LITELLM)]
    cpu = interleaved("CPU of a stream, ms", rounds, heavy, stream_cpu_ms)
    memory = {one.name: one.resident_mb() for one in heavy}
    for who, size in memory.items():
        print(f"{'memory, MB':<26}{who:<16}{size:>10.4g}")
    if LITELLM in cpu:
        ratios.append(("CPU of a stream against LiteLLM", cpu[OURS] / cpu[LITELLM], 0.1, False))
        ratios.append(("memory against LiteLLM", memory[OURS] / memory[LITELLM], 0.5, False))
    return ratios


def main() -> int:
    """Measure, print, judge."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--peers", type=Path, default=Path("peers"))
    words.add_argument("--python", default=sys.executable, help="of ours and the bare proxy")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=2.0)
    asked = words.parse_args()
    peers = asked.peers.resolve()
    print(f"{'Python of ours and the bare':<42}{about(asked.python)}")
    started: list[Gateway] = []
    with tempfile.TemporaryDirectory() as name, provider(Path(name)) as upstream:
        try:
            for gateway in all_started(upstream.url, Path(name), peers, asked.python):
                started.append(gateway)
                print(f"{'cold start, s':<26}{gateway.name:<16}{gateway.cold_start_s:>10.4g}")
            ratios = judge(upstream, started, asked.rounds, asked.seconds)
            print(f"{'busiest of client, provider':<42}{upstream.busiest:>10.2f} cores")
        finally:
            for gateway in started:
                gateway.process.kill()
    cold = next(gateway.cold_start_s for gateway in started if gateway.name == OURS)
    ratios.append(("cold start, s", cold, 2.0, False))
    held = [told(*ratio) for ratio in ratios]
    return 0 if all(held) else 1


def told(what: str, ratio: float, bar: float, least: bool) -> bool:
    """Print a ratio beside its bar; say whether it holds."""
    held = ratio >= bar if least else ratio <= bar
    word = "at least" if least else "at most"
    print(f"{what}: {ratio:.2f} ({word} {bar:g}) {'held' if held else 'MISSED'}")
    return held


if __name__ == "__main__":
    raise SystemExit(main())
