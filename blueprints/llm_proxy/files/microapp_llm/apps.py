"""Which apps may call: those that `apps.yaml` lists as active, and this one unless it is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from microapp_kit.answer import Answer
from microapp_kit.crud import Handler
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_llm.call import caller_of
from microapp_llm.meant import did_you_mean
from microapp_llm.money.limits import APP_CAPS, APPS_FILE, Stated
from microapp_llm.prompts.schema_parts import Place
from microapp_llm.prompts.source import Source, read_source

MOST_BYTES = 4 * 1024 * 1024  # a catalog writes the file, of all its apps
FORM = f"An app needs name and active, and may have {', '.join(APP_CAPS)}."
Caps = Mapping[str, Mapping[str, Stated]]


class Apps:
    """The apps by the name of their client, each active or not, and what lowers their budgets."""

    def __init__(
        self,
        own: str,
        others: Mapping[str, bool],
        caps: Caps | None = None,
    ) -> None:
        self._own = own
        self._active = {own: True, **others}
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


def read_apps(path: Path, own: str, file: str = APPS_FILE, *, must_exist: bool = False) -> Apps:
    """Read the list, which may be empty, or refuse to start with the line that is wrong.

    `file` is the name that its errors show; a list that was there before must still be.
    """
    if not must_exist and not path.exists():
        return Apps(own, {})
    source = read_source(path, file, MOST_BYTES)
    told = source.value
    apps = told.get("apps") if isinstance(told, dict) and set(told) == {"apps"} else None
    if not isinstance(apps, list):
        raise source.fault((), "Write one key, `apps`, with a list under it.")
    found: dict[str, bool] = {}
    caps: dict[str, dict[str, Stated]] = {}
    for number, app in enumerate(apps):
        name, active, more = _app(source, ("apps", number), app)
        if name in found:
            raise source.fault(("apps", number, "name"), f"{name!r} is here twice. Keep one.")
        found[name] = active
        if more:
            caps[name] = more
    return Apps(own, found, caps)


def _app(source: Source, place: Place, app: object) -> tuple[str, bool, dict[str, Stated]]:
    """Give the name of an app, whether it is active, and the caps that are stated."""
    match app:
        case {"name": bool() | int() | float() | None}:
            what = 'The name is no text to YAML. Write it in quotes, as in name: "off".'
            raise source.fault((*place, "name"), what)
        case {"name": str(name), "active": bool(active), **more} if name:
            return name, active, _caps(source, place, {str(c): v for c, v in more.items()})
        case {"active": active} if not isinstance(active, bool):
            raise source.fault((*place, "active"), "Write active: true or active: false.")
    raise source.fault(place, FORM)


def _caps(source: Source, place: Place, told: Mapping[str, object]) -> dict[str, Stated]:
    """Give what is stated of an app's budgets."""
    for cap in told:
        if cap not in APP_CAPS:
            meant = did_you_mean(cap, APP_CAPS)
            raise source.fault((*place, cap), f"There is no field `{cap}`. {FORM}{meant}")
    return {cap: Stated(value, source.where((*place, cap))) for cap, value in told.items()}
