"""YAML as tests read it: with the parser in C, ten times as fast as `yaml.safe_load`."""

from __future__ import annotations

from typing import Any

import yaml


def parsed(text: str) -> Any:
    """What the text says."""
    return yaml.load(text, yaml.CSafeLoader)
