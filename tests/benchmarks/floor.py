"""The least that an ASGI application can do: the same bytes for every request."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from portal.ckan_interop.asgi import ASGIApp, create
from portal.shelf.store import Shelf
from tests.support.ckan_site import Site

BODY_BYTES, SHELF = "BENCH_BODY_BYTES", "BENCH_SHELF"


def constant() -> ASGIApp:
    """An application that answers as many bytes as the environment says."""
    body = b"x" * int(os.environ[BODY_BYTES])
    headers = [(b"content-type", b"application/json;charset=utf-8"), (b"content-length", str(len(body)).encode())]

    async def app(_scope: Any, _receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def api() -> ASGIApp:
    """The API over the shelf that the environment names."""
    return create(Shelf(Path(os.environ[SHELF]), "open"), Site())
