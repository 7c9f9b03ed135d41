"""What the proxy adds to the contract of an app: paths, and the schemas of what passes there."""

from __future__ import annotations
