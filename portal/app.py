"""One address, three applications: the CKAN endpoint first, with nothing above it, then the machine forms, then the pages."""

from typing import Any

from catalog.projection import OPEN
from portal import heartbeat
from portal.ckan_interop import asgi, routes
from portal.dcat import app as dcat
from portal.public import app as public
from portal.settings import Settings
from portal.shelf.store import Shelf


def from_settings() -> Any:
    """The public application of this node: it opens the open shelf and nothing else."""
    return create(Settings())


def _head(settings: Settings) -> int | None:
    """How far the log is, by the worker's word; this application cannot ask the registry."""
    beat = heartbeat.last(settings.shelves, OPEN)
    return beat.head if beat else None


def create(settings: Settings) -> Any:
    """The public application for these settings."""
    shelf = Shelf(settings.shelves, OPEN)
    programs, forms = asgi.create(shelf, settings), dcat.create(shelf, settings)
    pages = public.create(shelf, settings, lambda: _head(settings))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        # A look at the path costs nothing; FastAPI and its middleware above the API would cost four fifths of its speed.
        path = scope["path"] if scope["type"] == "http" else ""
        chosen = programs if routes.serves(path) else forms if dcat.serves(path) else pages
        await chosen(scope, receive, send)

    return application
