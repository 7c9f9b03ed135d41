"""Gateways to a model beside which ours is measured, each started in front of the same provider.

Portkey's gateway comes from npm and LiteLLM from PyPI; neither is a dependency of ours. `PEERS`
names a folder with `node_modules/@portkey-ai/gateway` and a venv `litellm`; what is missing there
is left out, and said so.
"""

from __future__ import annotations

import itertools
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.node import node_folder
from tests.servers.processes import Process, free_port
from tests.servers.wire import exchange, request

PATH = "/v1/chat/completions"
PATIENCE = 4  # times 30 s: one of them takes that long to start on a busy machine
QUESTION = "Please write a short and friendly answer to a colleague who asks about parental leave. "
TOPIC = b"aaaaaaaa"  # in its place each call has letters of its own: no text comes twice
TOPICS = bytes.maketrans(b"0123456789", b"abcdefghij")
CALL = {
    "model": "gpt-4o-mini",
    "max_tokens": 100,
    "messages": [
        {"role": "system", "content": "You answer questions about leave, briefly and kindly."},
        {"role": "user", "content": f"{QUESTION * 3}The topic is {TOPIC.decode()}."},
    ],
}


@dataclass
class Gateway:
    """A running gateway and the headers that it wants."""

    name: str
    port: int
    process: Process
    headers: tuple[tuple[str, str], ...] = ()
    cold_start_s: float = field(default=0.0)

    def call(self, *, stream: bool = False) -> bytes:
        """Spell a chat call, whole or streamed."""
        body = json.dumps({**CALL, "stream": True} if stream else CALL).encode()
        headers = (("Content-Type", "application/json"), *self.headers)
        return request("POST", PATH, headers, body)

    def calls(self) -> Iterator[bytes]:
        """Spell whole chat calls without end, each with a text of its own."""
        call = self.call()
        for number in itertools.count(1):
            yield call.replace(TOPIC, (b"%08d" % number).translate(TOPICS))

    def answers(self) -> bool:
        """Whether a chat call comes back with the provider's own words."""
        try:
            answer = exchange(self.port, self.call())
        except OSError:
            return False
        return answer.status == 200 and b"friendly" in answer.body

    def resident_mb(self) -> float:
        """Give the memory of the process and its children, in MB."""
        return sum(_resident_kb(pid) for pid in _family(self.process.pid)) / 1024

    def cpu_s(self) -> float:
        """Give the CPU time that the process and its children have used, in seconds."""
        return cpu_of(self.process)


def cpu_of(process: Process) -> float:
    """Give the CPU time that a process and its children have used, in seconds."""
    return sum(_cpu_s(pid) for pid in _family(process.pid))


def started(
    name: str,
    command: list[str],
    port: int,
    folder: Path,
    env: Mapping[str, str],
    headers: tuple[tuple[str, str], ...] = (),
    cwd: Path | None = None,
) -> Gateway:
    """Start a gateway and wait for its first answer; how long that took is its cold start."""
    began = time.perf_counter()
    given = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
    log = folder / f"{name.partition(' ')[0]}.log"
    process = Process(command, log=log, cwd=cwd or Path.cwd(), env=given)
    gateway = Gateway(name, port, process, headers)
    for left in reversed(range(PATIENCE)):
        try:
            process.wait_until(gateway.answers, f"{name} answering")
            break
        except RuntimeError:
            if not left or not process.running():
                raise
    gateway.cold_start_s = time.perf_counter() - began
    return gateway


def bare(upstream: str, folder: Path, python: str) -> Gateway:
    """Start a proxy without any guard."""
    port = free_port()
    command = [python, "-m", "uvicorn", "tests.benchmarks.bare_proxy:app"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    return started("bare Starlette", command, port, folder, {"UPSTREAM": upstream})


def portkey(upstream: str, folder: Path, peers: Path) -> Gateway | None:
    """Start Portkey's gateway, where it is installed."""
    program = peers / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
    if not program.is_file():
        return None
    port = free_port()
    headers = (
        ("x-portkey-provider", "openai"),
        ("x-portkey-custom-host", f"{upstream}/v1"),
        ("Authorization", "Bearer none"),
    )
    command = [str(node_folder() / "bin" / "node"), str(program), f"--port={port}", "--headless"]
    env = {"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost"}
    return started("Portkey", command, port, folder, env, headers)


def litellm(upstream: str, folder: Path, peers: Path) -> Gateway | None:
    """Start LiteLLM's proxy, where it is installed."""
    program = peers / "litellm" / "bin" / "litellm"
    if not program.is_file():
        return None
    port, key = free_port(), f"sk-{secrets.token_hex(8)}"
    parameters = {"model": "openai/gpt-4o-mini", "api_base": f"{upstream}/v1", "api_key": "none"}
    models = [{"model_name": "gpt-4o-mini", "litellm_params": parameters}]
    config = folder / "litellm.yaml"  # JSON is YAML
    config.write_text(
        json.dumps({"model_list": models, "general_settings": {"master_key": key}}), "utf-8"
    )
    command = [str(program), "--config", str(config), "--port", str(port), "--host", "127.0.0.1"]
    headers = (("Authorization", f"Bearer {key}"),)
    env = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
    return started("LiteLLM", command, port, folder, env, headers)


Starter = Callable[[str, Path, Path], Gateway | None]
PEERS: tuple[tuple[str, Starter], ...] = (("Portkey", portkey), ("LiteLLM", litellm))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
    return int(status.partition("VmRSS:")[2].split()[0])


def _cpu_s(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2]
    user, system = after_name.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
