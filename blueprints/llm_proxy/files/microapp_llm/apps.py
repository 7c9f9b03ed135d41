"""Which apps may call: this one, and those that `apps.yaml` lists as active."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from microapp_kit.answer import Answer
from microapp_kit.crud import Handler
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_kit.secrets import CannotStart
from microapp_llm.budget_limits import APP_CAPS
from microapp_llm.call import caller_of

FILE = "apps.yaml"
Caps = Mapping[str, Mapping[str, object]]


class Apps:
    """The apps by the name of their client, each active or not, and what lowers their budgets."""

    def __init__(
        self,
        own: str,
        others: Mapping[str, bool],
        caps: Caps | None = None,
    ) -> None:
        self._own = own
        self._active = {**others, own: True}
        self.caps: Caps = caps or {}

    def become(self, fresh: Apps) -> None:
        """Take over what another list says, all at once."""
        self._active, self.caps = fresh._active, fresh.caps

    def guarded(self, handler: Handler) -> Handler:
        """Give a handler that runs for an app that may call, and for no other."""

        async def checked(exchange: Exchange) -> Answer | Stream:
            self.check(caller_of(exchange.principal, self._own).app)
            return await handler(exchange)

        return checked

    def lists(self, app: str) -> bool:
        """Say whether an app is listed, active or not."""
        return app in self._active

    def check(self, app: str) -> None:
        """Refuse an app that is not known, or not active."""
        active = self._active.get(app)
        if active is None:
            text = "This app is not known here. Ask the platform to list it in apps.yaml."
            raise Refusal(403, "app_unknown", text)
        if not active:
            raise Refusal(403, "app_inactive", "This app is not active.")


def read_apps(path: Path, own: str) -> Apps:
    """Read the list, which may be empty, or refuse to start."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Apps(own, {})
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise CannotStart(f"{FILE} cannot be read: {' '.join(str(error).split())}.") from None
    apps = data.get("apps") if isinstance(data, dict) and set(data) == {"apps"} else None
    if not isinstance(apps, list):
        raise CannotStart(f"{FILE} must hold one key, `apps`, with a list.")
    found: dict[str, bool] = {}
    caps: dict[str, dict[str, object]] = {}
    for number, app in enumerate(apps, start=1):
        match app:
            case {"name": str(name), "active": bool(active), **more} if (
                name and name not in found and more.keys() <= APP_CAPS.keys()
            ):
                found[name] = active
                if more:
                    caps[name] = {str(cap): value for cap, value in more.items()}
            case {"name": bool() | int() | float() | None}:
                raise CannotStart(
                    f"{FILE}: the name of app {number} is no text to YAML. "
                    'Write it in quotes, as in name: "off".'
                )
            case _:
                raise CannotStart(
                    f"{FILE}: app {number} needs a name of its own and active: true or false, "
                    f"and may have {', '.join(APP_CAPS)}."
                )
    return Apps(own, found, caps)
