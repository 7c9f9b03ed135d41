"""Servers for the pages that talk to one."""

from tests.servers.fixtures import *  # noqa: F403
