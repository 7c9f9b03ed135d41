"""`python -m app`: reads, checks, prepares the database and serves, or says why it does not."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from microapp_kit.application import create_app
from microapp_kit.declared import declared_brought, declared_resources, declared_routers
from microapp_kit.errors import envelope
from microapp_kit.fitted import fits
from microapp_kit.manifest import read_manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings, read_settings
from microapp_kit.store import SQLITE_URL
from microapp_kit.telemetry import configure_logging
from microapp_kit.wire import strict_http

log = logging.getLogger("microapp")
STOP_SECONDS = 10


def run() -> None:
    """Serve the app that lies in the current folder until it is told to stop."""
    folder = Path.cwd()
    try:
        manifest = read_manifest(folder / "microapp.yaml")
        settings = read_settings(os.environ, folder)
        resources, routers = declared_resources(), declared_routers()
        brought = declared_brought()
        if not fits(settings, resources, brought):
            from microapp_kit.migrate import prepare  # 0.3 s that most starts need not pay

            prepare(settings, resources, brought)
        app = create_app(manifest, settings, resources, routers, brought)
        _check_port(settings)
    except CannotStart as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        sys.exit(2)
    configure_logging(settings)
    if not settings.local and settings.database_url.startswith(SQLITE_URL):
        log.warning("Records are in a SQLite file. Set DATABASE_URL where disks do not last.")
    _end_in_good_order_on_hangup()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=strict_http(brought.envelope if brought else envelope, app.refused),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _end_in_good_order_on_hangup() -> None:
    """Let SIGHUP do what SIGTERM does, unless whoever started us wants none of it (nohup)."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is signal.SIG_DFL:
        signal.signal(hangup, lambda *_: signal.raise_signal(signal.SIGTERM))


def _check_port(settings: Settings) -> None:
    """Refuse to start on a port that another program has."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"{settings.host} port {settings.port} cannot be used ({error.strerror}). "
                "Set PORT to another number."
            ) from None
