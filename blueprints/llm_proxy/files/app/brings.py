"""What this app serves: the routes of the proxy, behind the protections of the kit."""

from microapp_llm.brought import brought

__all__ = ["brought"]
