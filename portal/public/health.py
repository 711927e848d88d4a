"""Whether this node lives, and whether it may be sent readers."""

from collections.abc import Callable

from starlette.responses import JSONResponse, PlainTextResponse, Response

from portal.shelf.store import Shelf

NOT_READY = 503
_UNCACHED = {"Cache-Control": "no-store"}


def healthz() -> Response:
    """It answers, so it lives."""
    return PlainTextResponse("ok\n", headers=_UNCACHED)


def readyz(shelf: Shelf, head: Callable[[], int | None] | None) -> Response:
    """Whether the shelf can be read, up to which record, and how many records wait, if `head` knows the newest."""
    if not shelf.ready():
        return JSONResponse({"ready": False}, NOT_READY, _UNCACHED)
    with shelf.read() as snapshot:
        number, modified = snapshot.number(), snapshot.modified()
    newest = head() if head else None
    behind = None if newest is None else max(0, newest - number)
    return JSONResponse({"ready": True, "number": number, "modified": modified.isoformat(), "behind": behind}, headers=_UNCACHED)
