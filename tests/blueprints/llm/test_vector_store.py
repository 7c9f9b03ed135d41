"""The store of vectors: apart by organisation and app, bounded by age, rows and bytes."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from array import array
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as any_of

from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest, Person
from microapp_kit.secrets import CannotStart
from microapp_llm.vector_store.file import load_vec
from microapp_llm.vector_store.settings import VectorSettings, read_vector_settings
from microapp_llm.vector_store.store import Item, Place, VectorStore
from tests.houses import ROOT
from tests.servers.sqlite_vec import with_vec

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HERE, OTHER_APP, OTHER_ORG = Place("acme", "shop"), Place("acme", "desk"), Place("evil", "shop")
ANN = Person("Ann", "ann@acme.example", "People")
MANIFEST = Manifest(
    "proxy", "Proxy", "One way.", ANN, "T1", "llm-proxy", {}, {"retention": {"app_data_days": 90}}
)
Story = Callable[[VectorStore], Awaitable[None]]


@pytest.fixture
def has_vec() -> Iterator[None]:
    """SQLite with sqlite-vec."""
    with with_vec():
        yield


@pytest.fixture
def tell(tmp_path: Path, has_vec: None) -> Callable[..., None]:
    """Tell a story to a new store."""
    del has_vec

    def told(story: Story, **bounds: Any) -> None:
        async def with_store() -> None:
            settings = VectorSettings(tmp_path / "v.db", text_days=30)
            store = VectorStore(replace(settings, **bounds))
            try:
                await story(store)
            finally:
                await store.close()

        asyncio.run(with_store())

    return told


def item(name: str, *numbers: float, text: str = "") -> Item:
    """Give an item."""
    return Item(name, array("f", numbers), {"from": name}, text or f"the text of {name}")


async def put(
    store: VectorStore,
    *items: Item,
    place: Place = HERE,
    owner: str = "ann",
    encoding: str = "int8",
    at: datetime = NOW,
) -> int:
    """Put items."""
    return await store.put(place, owner, "embed", encoding, items, at)


async def names(
    store: VectorStore, *numbers: float, place: Place = HERE, at: datetime = NOW
) -> list[str]:
    """Give the ids of the nearest, the nearest first."""
    found = await store.nearest(place, "embed", array("f", numbers), 10, at)
    return [one["id"] for one in found]


@pytest.mark.parametrize("encoding", ["float", "int8"])
def test_the_nearest_come_first_with_how_near_they_are(
    tell: Callable[..., None], encoding: str
) -> None:
    async def story(store: VectorStore) -> None:
        items = item("far", -1, 0, 0), item("near", 1, 0.1, 0), item("same", 2, 0, 0)
        await put(store, *items, encoding=encoding)

        found = await store.nearest(HERE, "embed", array("f", [1, 0, 0]), 2, NOW)

        assert [one["id"] for one in found] == ["same", "near"]
        assert found[0]["score"] == pytest.approx(1)
        assert found[1]["score"] == pytest.approx(0.995, abs=0.002)
        assert found[0]["metadata"] == {"from": "same"}
        assert found[0]["text"] == "the text of same"

    tell(story)


def test_vectors_of_another_model_under_the_same_alias_are_not_compared(
    tell: Callable[..., None],
) -> None:
    async def story(store: VectorStore) -> None:
        await store.put(HERE, "ann", "embed openai one x", "float", [item("a", 1, 0)], NOW)

        near = await store.nearest(HERE, "embed openai two x", array("f", [1, 0]), 5, NOW)
        exported, _ = await store.kept(HERE, "ann", 0, NOW)

        assert near == []
        assert [row["model"] for row in exported] == ["embed"]

    tell(story)


def test_vectors_that_were_kept_by_alias_alone_become_those_of_its_model(
    tell: Callable[..., None],
) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("a", 1, 0))
        await store.adopt({"embed": "embed openai one x"})

        near = await store.nearest(HERE, "embed openai one x", array("f", [1, 0]), 5, NOW)

        assert [one["id"] for one in near] == ["a"]

    tell(story)


def test_nobody_finds_what_another_organisation_or_app_put(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("mine", 1, 0))
        await put(store, item("theirs", 1, 0), item("mine", 0, 1), place=OTHER_ORG, owner="eve")
        await put(store, item("desks", 1, 0), place=OTHER_APP)

        assert await names(store, 1, 0) == ["mine"]
        assert await names(store, 1, 0, place=OTHER_ORG) == ["theirs", "mine"]
        assert not await store.forget(HERE, "theirs", None)
        assert await store.forget_owner(HERE, "eve") == 0

    tell(story)


def test_another_model_or_dimension_is_never_compared(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("two", 1, 0), item("three", 1, 0, 0), item("zero", 0, 0))
        await store.put(HERE, "ann", "other", "int8", [item("other", 1, 0)], NOW)

        assert await names(store, 1, 0) == ["two"]

    tell(story)


def test_an_id_is_of_who_put_it_first(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("a", 1, 0))
        await put(store, item("a", 0, 1), item("b", 0, 1))
        with pytest.raises(Refusal, match="Take another id"):
            await put(store, item("c", 1, 1), item("a", 1, 1), owner="bob")

        assert await names(store, 0, 1) == ["a", "b"]  # replaced by ann; nothing of bob's is left
        assert not await store.forget(HERE, "a", "bob")

    tell(story)


def test_the_oldest_go_when_there_are_too_many(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("other", 1, 0), place=OTHER_APP)
        gone = [
            await put(store, item(f"v{n}", 1, 0), at=NOW + timedelta(seconds=n)) for n in range(5)
        ]

        assert gone == [0, 0, 0, 1, 1]
        assert await names(store, 1, 0) == ["v2", "v3", "v4"]
        assert await names(store, 1, 0, place=OTHER_APP) == ["other"]

    tell(story, rows=3)


def test_the_oldest_go_when_they_are_too_large(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        for n in range(4):
            large = item(f"v{n}", 1, 0, text="x" * 1000)
            await put(store, large, at=NOW + timedelta(seconds=n))

        assert await names(store, 1, 0) == ["v2", "v3"]
        assert (await store.size()).bytes <= 3000

    tell(story, bytes=3000)


def test_what_is_too_old_is_not_found_and_soon_gone(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("old", 1, 0), item("older", 1, 0, text="told"))
        later = NOW + timedelta(days=30)

        assert await names(store, 1, 0, at=later - timedelta(seconds=1)) == ["old", "older"]
        assert await names(store, 1, 0, at=later) == []
        assert await store.sweep(later) == 2
        assert (await store.size()).rows == 0

    tell(story)


def test_a_text_goes_before_its_vector_where_the_controls_say_so(
    tell: Callable[..., None],
) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("a", 1, 0))
        later = NOW + timedelta(days=30)

        (found,) = await store.nearest(HERE, "embed", array("f", [1, 0]), 1, later)
        await store.sweep(later)
        (kept,) = (await store.kept(HERE, "ann", 0, NOW))[0]

        assert (found["id"], found["text"], kept["text"]) == ("a", None, None)

    tell(story, days=60)


def test_no_text_is_kept_where_the_controls_keep_none(
    tmp_path: Path, tell: Callable[..., None]
) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("a", 1, 0, text="a secret of somebody"))

        assert (await store.nearest(HERE, "embed", array("f", [1, 0]), 1, NOW))[0]["text"] is None

    tell(story, text_days=None)
    assert all(b"secret of" not in path.read_bytes() for path in tmp_path.iterdir())


def test_somebodys_own_can_be_taken_out_and_forgotten(
    tmp_path: Path, tell: Callable[..., None]
) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("a", 1, 0, text="anns own words"))
        await put(store, item("b", 1, 0), place=OTHER_APP)
        await put(store, item("c", 1, 0), owner="bob")

        kept, last = await store.kept(HERE, "ann", 0, NOW)
        assert [(one["app"], one["id"]) for one in kept] == [("shop", "a")]
        assert await store.kept(HERE, "ann", last, NOW) == ([], last)
        assert await store.forget_owner(HERE, "ann") == 1
        assert await names(store, 1, 0) == ["c"]
        assert await names(store, 1, 0, place=OTHER_APP) == ["b"]

    tell(story)
    assert b"anns own words" not in (tmp_path / "v.db").read_bytes()


def test_a_full_file_refuses_and_keeps_what_it_has(tell: Callable[..., None]) -> None:
    async def story(store: VectorStore) -> None:
        await put(store, item("first", 1, 0))
        with pytest.raises(Refusal) as refused:
            await put(store, *(item(f"v{n}", 1, 0, text="x" * 20_000) for n in range(50)))

        assert (refused.value.status, refused.value.code) == (503, "vectors_full")
        assert await names(store, 1, 0) == ["first"]

    tell(story, total_bytes=300_000)


STEPS = any_of.lists(
    any_of.tuples(
        any_of.sampled_from([HERE, OTHER_APP, OTHER_ORG]),
        any_of.sampled_from(["ann", "bob"]),
        any_of.integers(0, 6),
        any_of.integers(0, 12),
        any_of.sampled_from([0, 200, 700]),
    ),
    max_size=25,
)


@examples(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
@pytest.mark.usefixtures("has_vec")
def test_whatever_is_put_no_bound_is_passed(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[Place, str, int, int, int]],
) -> None:
    settings = VectorSettings(
        tmp_path_factory.mktemp("v") / "v.db", rows=4, bytes=2500, days=10, text_days=10
    )

    async def story() -> None:
        store, now = VectorStore(settings), NOW
        for place, owner, name, days, size in steps:
            now += timedelta(days=days)
            one = item(f"v{name}", 1, 0, text="x" * size)
            with suppress(Refusal):  # of an id that somebody else has
                await put(store, one, place=place, owner=owner, at=now)
            check(settings, place, now)
        await store.close()

    asyncio.run(story())


def check(settings: VectorSettings, place: Place, now: datetime) -> None:
    """What one app keeps is within every bound."""
    connection = sqlite3.connect(settings.path)
    statement = "SELECT count(*), coalesce(sum(bytes), 0), min(at) FROM vectors"
    rows, size, oldest = connection.execute(
        f"{statement} WHERE org = ? AND app = ?", place
    ).fetchone()
    connection.close()
    assert rows <= settings.rows
    assert size <= settings.bytes
    assert oldest is None or oldest > (now - timedelta(days=settings.days)).timestamp() * 1e6


def read(url: str = "sqlite:////data/app.db", **environ: str) -> VectorSettings | None:
    """Read the settings."""
    return read_vector_settings(environ, url, MANIFEST, None)


def test_vectors_are_off_unless_they_are_asked_for() -> None:
    assert read() is None
    assert read("postgresql://db/app", LLM_VECTORS="off") is None
    assert read(LLM_VECTORS="on", LLM_VECTORS_DAYS="90") == VectorSettings(
        Path("/data/app.vectors.db"), days=90
    )


@pytest.mark.parametrize(
    ("url", "environ", "said"),
    [
        ("sqlite:///app.db", {"LLM_VECTORS": "yes"}, "Write on, or leave it out"),
        ("postgresql://db/app", {"LLM_VECTORS": "on"}, "each replica would know other vectors"),
        ("sqlite:///app.db", {"LLM_VECTORS": "on", "LLM_VECTORS_DAYS": "91"}, "from 1 to 90"),
        ("sqlite:///app.db", {"LLM_VECTORS": "on", "LLM_VECTORS_ROWS": "0"}, "LLM_VECTORS_ROWS"),
    ],
)
def test_what_cannot_be_kept_stops_the_start(url: str, environ: dict[str, str], said: str) -> None:
    with pytest.raises(CannotStart, match=said):
        read(url, **environ)


def test_without_the_package_the_start_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sqlite_vec", None)

    with pytest.raises(CannotStart, match=r"uv add -r requirements-vectors\.txt"):
        load_vec(sqlite3.connect(":memory:"))


@pytest.mark.skipif(
    hasattr(sqlite3.Connection, "enable_load_extension"), reason="this Python loads extensions"
)
def test_a_python_that_loads_no_extension_is_named() -> None:
    with pytest.raises(CannotStart, match="whose sqlite3 loads extensions"):
        load_vec(sqlite3.connect(":memory:"))


def test_what_is_tested_is_what_the_pinned_file_installs() -> None:
    pinned = (ROOT / "blueprints/llm_proxy/files/requirements-vectors.txt").read_text("utf-8")

    assert pinned.startswith(f"sqlite-vec=={version('sqlite-vec')} ")
