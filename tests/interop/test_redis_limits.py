"""Two processes on one Redis share one limit exactly; without Redis nobody gets in unlimited."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.servers.processes import wait_until
from tests.servers.promises import assert_refused
from tests.servers.redis_server import RedisServer
from tests.servers.service import NOTES, Service

pytestmark = pytest.mark.interop

SLOW = {"LIMIT_RPM_USER": "6", "LIMIT_BURST": "6"}


def test_two_processes_admit_exactly_the_limit_together(
    start_service: Callable[..., Service], redis_server: RedisServer
) -> None:
    first = start_service(REDIS_URL=redis_server.url, **SLOW)
    second = start_service(REDIS_URL=redis_server.url, **SLOW)
    pairs = [(service, service.caller("rae", "limits")) for service in (first, second)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: pairs[n % 2][1].get(NOTES), range(60)))

    assert Counter(answer.status for answer in answers) == {200: 6, 429: 54}


def test_each_process_alone_has_a_limit_of_its_own_without_redis(
    start_service: Callable[..., Service],
) -> None:
    services = [start_service(**SLOW), start_service(**SLOW)]

    statuses = [
        service.caller("rae", "limits").get(NOTES).status for service in services for _ in range(10)
    ]

    assert Counter(statuses) == {200: 12, 429: 8}


def test_a_limit_outlives_the_process_that_counted(
    start_service: Callable[..., Service], redis_server: RedisServer
) -> None:
    service = start_service(REDIS_URL=redis_server.url, **SLOW)
    for _ in range(10):
        service.caller("rae", "limits").get(NOTES)

    service.kill()
    service.launch()
    wait_until(lambda: listening(service), "the micro-app answering")

    assert_refused(service.caller("rae", "limits").get(NOTES), 429)


def listening(service: Service) -> bool:
    """Whether the service answers at all."""
    try:
        return service.stranger().get("/healthz").status == 200
    except OSError:
        return False


def test_without_redis_requests_are_refused_until_it_is_back(
    start_service: Callable[..., Service], redis_server: RedisServer
) -> None:
    service = start_service(REDIS_URL=redis_server.url)
    rae = service.caller("rae", "limits")
    assert rae.get(NOTES).status == 200

    redis_server.kill()
    refused = rae.get(NOTES)

    assert_refused(refused, 503)
    assert int(refused.header("Retry-After") or "0") >= 1
    assert service.stranger().get("/healthz").status == 200

    redis_server.start()
    wait_until(lambda: rae.get(NOTES).status == 200, "the service finding Redis again", 5)
    assert rae.create("after all").fields["title"] == "after all"


def test_a_write_refused_for_want_of_redis_was_not_done(
    start_service: Callable[..., Service], redis_server: RedisServer
) -> None:
    service = start_service(REDIS_URL=redis_server.url)
    rae = service.caller("rae", "limits")

    redis_server.kill()
    assert_refused(rae.post(NOTES, {"title": "never"}), 503)
    redis_server.start()

    assert rae.titles() == []
