"""Opens the cache that the settings name: Redis where there is one, else memory."""

from __future__ import annotations

from microapp_llm.cache.answers import Cache
from microapp_llm.cache.in_memory import MemoryCache

MEMORY_BYTES = 64 * 1024 * 1024


def open_cache(redis_url: str, app: str, *, seconds: float, secret: bytes) -> Cache:
    """Give the cache of an app; its driver is only loaded where it is used."""
    if not redis_url:
        return MemoryCache(seconds=seconds, max_bytes=MEMORY_BYTES)
    from microapp_llm.cache.in_redis import RedisCache

    return RedisCache(redis_url, app, seconds=seconds, secret=secret)
