"""Callers who ask and do not read: what waits for them is bounded, in room and in time."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from microapp_kit import joined
from microapp_kit.joined import Joined
from tests.servers.llm import Proxy, local, made, proxy_process, running_proxy
from tests.servers.processes import wait_until

SECONDS = 0.5
SMALL = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
MEGABYTES = 6
IN_A_ROW = 3000


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that waits half a second for its answers to be taken."""
    monkeypatch.setattr(joined, "TAKE_SECONDS", SECONDS)  # a minute would tell no more
    with running_proxy(made(tmp_path / "app"), [local("small")]) as proxy:
        yield proxy


def memory(pid: int) -> int:
    """Give the megabytes of a process."""
    (kilobytes,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) // 1024


def pushed(connection: socket.socket, data: bytes) -> int:
    """Send until it is all sent or no more is taken; give how much was."""
    connection.settimeout(1)
    sent = 0
    with suppress(TimeoutError, ConnectionError):
        while sent < len(data):
            sent += connection.send(data[sent : sent + 65_536])
    return sent


def test_requests_that_come_faster_than_they_are_answered_do_not_fill_the_memory(
    tmp_path: Path,
) -> None:
    folder = made(tmp_path / "app")
    database = f"sqlite:///{folder / '.local' / 'test.db'}"

    with proxy_process(folder, database) as (proxy, process):
        before = memory(process.pid)
        with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
            pushed(connection, SMALL * (MEGABYTES * 1_000_000 // len(SMALL)))
            after = memory(process.pid)

    assert after - before < 30


def test_requests_in_a_row_are_all_answered_in_their_order(proxy: Proxy) -> None:
    wishes = [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: wish-%06d\r\n\r\n" % n
        for n in range(IN_A_ROW)
    ]
    found = b""

    with socket.create_connection(("127.0.0.1", proxy.port), 20) as connection:
        connection.sendall(b"".join(wishes))
        while found.count(b"HTTP/1.1 200 ") < IN_A_ROW or not found.endswith(b"}"):
            more = connection.recv(65_536)
            assert more, "hung up"
            found += more

    told = [int(number) for number in re.findall(rb"x-request-id: wish-(\d+)", found)]
    assert told == list(range(IN_A_ROW))


def test_who_does_not_read_is_hung_up_on(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
        pushed(connection, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 100_000)

        def is_over() -> bool:
            connection.settimeout(0.05)
            try:
                connection.send(b"\r\n")
            except TimeoutError:
                return False
            except ConnectionError:
                return True
            return False

        wait_until(is_over, "the end of the connection", patience_s=15)


def test_a_connection_is_closed_also_where_the_last_words_are_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joined, "TAKE_SECONDS", SECONDS)
    ended: list[bool] = []

    class Telling(asyncio.Protocol):
        """Says more than the other side takes, and hangs up."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            sends = Joined(transport, asyncio.get_running_loop())
            sends.write(b"x" * 20_000_000)
            sends.close()

        def connection_lost(self, _: Exception | None) -> None:
            ended.append(True)

    async def story() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Telling, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        with closing(socket.create_connection(address)):
            await asyncio.to_thread(wait_until, lambda: bool(ended), "the end", SECONDS * 6)
        server.close()

    asyncio.run(story())

    assert ended == [True]
