"""One address, two applications: the CKAN endpoint first, with nothing above it, then the pages."""

from typing import Any

from catalog.projection import OPEN
from portal import heartbeat
from portal.ckan_interop import asgi, routes
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
    programs = asgi.create(shelf, settings)
    pages = public.create(shelf, settings, lambda: _head(settings))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        # A look at the path costs nothing; FastAPI and its middleware above the API would cost four fifths of its speed.
        chosen = programs if scope["type"] == "http" and routes.serves(scope["path"]) else pages
        await chosen(scope, receive, send)

    return application
