"""Puts an app together from its manifest, its settings and what `app/` declares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData

from microapp_kit.audit import Audit
from microapp_kit.audit_failures import FailedSignIns
from microapp_kit.auth import Authenticator
from microapp_kit.brought import Brought, Ground, Living
from microapp_kit.changes import Changes, Retention
from microapp_kit.collection import Collection
from microapp_kit.contract import contract
from microapp_kit.crud import Crud, Parts
from microapp_kit.errors import envelope
from microapp_kit.idempotency import Idempotency
from microapp_kit.lifecycle import Application, Foundation
from microapp_kit.limits import Limits
from microapp_kit.manifest import Manifest
from microapp_kit.opening import open_decisions, open_limiter, open_store
from microapp_kit.pages import open_pages, operator_pages
from microapp_kit.paging import Cursors
from microapp_kit.policy import Decisions
from microapp_kit.resource import Resource
from microapp_kit.routing import Endpoint, SaidOfPath, no_routes, no_such_path, router_of
from microapp_kit.schema import metadata_of
from microapp_kit.secrets import CannotStart
from microapp_kit.service import Guards, Service
from microapp_kit.settings import Settings
from microapp_kit.telemetry import Telemetry

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.types import ASGIApp

SCHEDULES = ("per_app", "per_record")


def create_app(
    manifest: Manifest,
    settings: Settings,
    resources: Sequence[Resource],
    routers: Sequence[APIRouter] = (),
    brought: Brought | None = None,
) -> Application:
    """Give the app, ready for a server; it is not started."""
    metadata = metadata_of(resources, brought)
    on = _foundation(manifest, settings, metadata)
    decisions = open_decisions(settings, on.guards.telemetry.policy_decision)
    _check_decided(resources, decisions)
    parts = Parts(on.store, Cursors(settings.secret), on.idempotency, decisions)
    endpoints: list[tuple[str, Endpoint]] = []
    for resource in resources:
        collection = Collection(resource, metadata.tables[resource.name], on.store.compiler)
        changes = Changes(collection, on.audit, _retention(manifest))
        headers = resource.deprecated.headers() if resource.deprecated else {}
        for path, handlers in Crud(collection, changes, parts).routes().items():
            endpoints.append((path, Endpoint(path, handlers, headers)))
    living = _living(manifest, settings, on, metadata, decisions, brought)
    for path, routes in living.routes.items():
        endpoints.append((path, Endpoint(path, routes, {})))
    others, own = _own_routes(routers, on, brought.no_such_path if brought else no_such_path)
    document = contract(manifest, resources, own)
    service = Service(
        on.guards,
        router_of(endpoints, default=others),
        open_pages=open_pages(on),
        operator_pages=operator_pages(on, brought.contract(document) if brought else document),
        local=settings.local,
        shape=brought.envelope if brought else envelope,
        refused=living.refused,
    )
    return Application(service, on, _runs_with(manifest, settings), decisions, living)


def _own_routes(
    routers: Sequence[APIRouter], on: Foundation, said_of: SaidOfPath
) -> tuple[ASGIApp, Mapping[str, Any]]:
    """Give what answers the paths of the app's own routes, and their contract."""
    if not routers:
        return no_routes(said_of), {}
    from microapp_kit.custom import CustomRoutes, api_of  # 0.2 s and 20 MB that few can spare

    api = api_of(routers)
    return CustomRoutes(api, on.store, on.idempotency, said_of), api.openapi()


def _living(
    manifest: Manifest,
    settings: Settings,
    on: Foundation,
    metadata: MetaData,
    decisions: Decisions | None,
    brought: Brought | None,
) -> Living:
    """Let the blueprint build what it brings on the app's own ground."""
    if brought is None:
        return Living({})
    ground = Ground(
        manifest=manifest,
        settings=settings,
        store=on.store,
        audit=on.audit,
        idempotency=on.idempotency,
        decisions=decisions,
        limiter=on.guards.limiter,
        metadata=metadata,
        registry=on.guards.telemetry.registry,
        limit_refused=on.guards.telemetry.limit_refused,
    )
    return brought.build(ground)


def _foundation(manifest: Manifest, settings: Settings, metadata: MetaData) -> Foundation:
    store = open_store(settings.database_url)
    guards = Guards(
        Authenticator(manifest, settings),
        Limits(manifest, settings),
        open_limiter(manifest.name, settings),
        Telemetry(manifest, settings),
        FailedSignIns(),
    )
    audit = Audit(metadata, store.compiler, guards.telemetry.audit_entry)
    return Foundation(store, audit, Idempotency(metadata, store.compiler), guards)


def _check_decided(resources: Sequence[Resource], decisions: Decisions | None) -> None:
    """Refuse to start where a resource asks for a policy and nothing can decide it."""
    for resource in resources:
        if resource.policy is not None and decisions is None:
            raise CannotStart(
                f"Resource {resource.name} asks for the policy {resource.policy}; there is none. "
                "Write it in app/policies/, or set OPA_URL."
            )


def _retention(manifest: Manifest) -> Retention:
    """Give how long records stay; a date of its own can only let a record go sooner."""
    schedule = manifest.control("retention", "app_data_schedule")
    if schedule not in SCHEDULES:
        raise CannotStart(
            f"microapp.yaml: controls.retention.app_data_schedule is {schedule!r}. "
            f"Write one of {', '.join(SCHEDULES)}."
        )
    return Retention(
        manifest.whole_number("retention", "deleted_days"),
        manifest.whole_number("retention", "app_data_days"),
    )


def _runs_with(manifest: Manifest, settings: Settings) -> dict[str, object]:
    """Tell what the app runs with, for the audit log; secrets are not part of it."""
    return {
        "environment": settings.environment,
        "issuer": settings.oidc_issuer,
        "limits": dict(settings.limits),
        "controls": hashlib.sha256(repr(manifest.controls).encode()).hexdigest(),
    }
