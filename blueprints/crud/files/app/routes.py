"""Routes of your own, with the same protections: a token, roles, limits, strict JSON."""

from microapp_kit import APIRouter, Caller

router = APIRouter(prefix="/v1")


@router.get("/me", tags=["me"], summary="Who am I?")
def me(caller: Caller) -> dict[str, str]:
    """Answer who calls, as their token says."""
    return {"sub": caller.sub, "org": caller.org}
