"""Running micro-apps for the tests in this folder."""

from tests.servers.fixtures import *  # noqa: F403
