"""The public application: pages over a shelf, and nothing else. It opens no other database."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from portal import error_pages
from portal.i18n.tongue import tongues
from portal.public import health, service_items
from portal.public.headers import SecurityHeaders
from portal.public.reception import Reception
from portal.public.routes import PAGES
from portal.public.type_size import chosen
from portal.rendering import STATIC, SiteFacts
from portal.shelf.errors import NotReadyError
from portal.shelf.store import Shelf

# HEAD is for those who check links.
METHODS = ["GET", "HEAD"]
ROBOTS = """User-agent: *
Allow: /
Disallow: /desk/
Disallow: /type/
Disallow: /*?*more=
Disallow: /*?*sort=
"""


def create(shelf: Shelf, site: SiteFacts, head: Callable[[], int | None] | None = None) -> FastAPI:
    """The application over this shelf. `head` gives the number of the newest record of the log, where that can be known."""
    app = FastAPI(title=site.site_title_en, docs_url=None, redoc_url=None, openapi_url=None)
    reception = Reception(shelf, site)
    _add_machine_routes(app, reception, head)
    for tongue in tongues():
        for path, build in PAGES:
            app.add_api_route(tongue.prefix + path, reception.endpoint(build), methods=METHODS)
    app.mount("/static", LastingFiles(directory=STATIC), name="static")
    app.add_middleware(SecurityHeaders)
    error_pages.install(app, reception.show, NotReadyError)
    return app


def _add_machine_routes(app: FastAPI, reception: Reception, head: Callable[[], int | None] | None) -> None:
    async def healthz() -> Response:
        return health.healthz()

    # `def`: where `head` asks the registry, that may wait.
    def readyz() -> Response:
        return health.readyz(reception.shelf, head)

    async def robots() -> Response:
        return PlainTextResponse(f"{ROBOTS}Sitemap: {reception.site.site_url}/sitemap.xml\n")

    async def service_item(code: str) -> Response:
        with reception.shelf.read() as snapshot:
            item = snapshot.service_item(code)
        if item is None:
            return JSONResponse({"error": "not_found"}, 404, {"Access-Control-Allow-Origin": "*"})
        described = service_items.described(item, reception.site.site_url)
        # The hall's page stands on another host and reads this in the browser.
        return JSONResponse(described, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"})

    async def type_size(request: Request, size: str) -> Response:
        return chosen(request, size)

    routes = (
        ("/healthz", healthz),
        ("/readyz", readyz),
        ("/robots.txt", robots),
        ("/type/{size}", type_size),
        ("/service-item/{code}.json", service_item),
    )
    for path, endpoint in routes:
        app.add_api_route(path, endpoint, methods=METHODS)


class LastingFiles(StaticFiles):
    """Our own files; browsers keep them for a year where the address names their version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
