"""Locks of the database by name: every process must mean the same one."""

from __future__ import annotations

from microapp_kit.locks import lock_number


def test_a_name_is_the_same_lock_in_every_process_and_version() -> None:
    assert lock_number("audit", "acme") == -2043189414194850060


def test_what_one_org_locks_is_not_what_another_does() -> None:
    assert lock_number("audit", "acme") != lock_number("audit", "globex")
