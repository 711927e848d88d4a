"""The application that serves the machine forms. What can take a while is written in threads of its own.

Every request reads the shelf through a connection of its own. Few documents are written at a time: writing one keeps
a processor busy, and the pages and the API in the same process want to be answered meanwhile.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from html import escape
from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from catalog.clock import SystemClock
from portal.ckan_interop import answer
from portal.dcat import catalog, feed, sitemap
from portal.dcat.freshness import Freshness, http_date, is_held
from portal.dcat.negotiation import preferred
from portal.dcat.question import Document, Question, Site
from portal.dcat.refusals import Refusal
from portal.dcat.serialise import FORMS
from portal.public.headers import SecurityHeaders
from portal.shelf.errors import NotReadyError
from portal.shelf.store import Shelf, Snapshot

PAGE_ROWS, FEED_ROWS = 100, 20
AT_A_TIME = 2
HTML = "text/html; charset=utf-8"
# For those who ask the catalogue itself, the forms that may be had; n3 and xml are other endings of the same.
NEGOTIABLE = ("ttl", "rdf", "jsonld")
_CLOCK = SystemClock()
_SERVED = re.compile(rf"/catalog|/(?:catalog|dataset/[^/]+)\.(?:{'|'.join(FORMS)})|/feeds/dataset\.atom|/sitemap(?:-[0-9]+)?\.xml")
# What every answer carries: any web page may read it, and nobody keeps it without asking again, so what is withdrawn is gone.
_USUAL = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}

Build = Callable[[Question], Document]


def serves(path: str) -> bool:
    """Whether this address belongs to the machine forms, so that whoever stands in front can send it here."""
    return _SERVED.fullmatch(path) is not None


def create(
    shelf: Shelf,
    site: Site,
    *,
    page_rows: int = PAGE_ROWS,
    feed_rows: int = FEED_ROWS,
    most_addresses: int = sitemap.MOST_ADDRESSES,
    now: Callable[[], datetime] = _CLOCK.now,
) -> Starlette:
    """The application over a shelf: so many datasets a page, entries a feed, addresses a sitemap. `now` is aware."""
    machine = MachineForms(shelf, site, now)
    routes = [
        Route("/catalog", negotiated),
        Route("/catalog.{form}", machine.endpoint(catalog.catalog, page_rows)),
        Route("/dataset/{name}.{form}", machine.endpoint(catalog.dataset, 1)),
        Route("/feeds/dataset.atom", machine.endpoint(feed.feed, feed_rows)),
        Route("/sitemap.xml", machine.endpoint(sitemap.sitemap, most_addresses)),
        Route("/sitemap-{number}.xml", machine.endpoint(sitemap.part, most_addresses)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])


class MachineForms:
    """Answers requests for documents from one shelf."""

    def __init__(self, shelf: Shelf, site: Site, now: Callable[[], datetime]) -> None:
        self._shelf, self._site, self._now = shelf, site, now
        self._freshness = Freshness(site)
        self._limiter = CapacityLimiter(AT_A_TIME)

    def endpoint(self, build: Build, rows: int) -> Callable[[Request], Awaitable[Response]]:
        """A route that answers with the document that `build` makes, done in a thread."""

        async def answered(request: Request) -> Response:
            response = await to_thread.run_sync(partial(self._answer, build, rows, request), limiter=self._limiter)
            if request.method == "HEAD":
                # The headers are those of the whole document.
                response.body = b""
            return response

        return answered

    def _answer(self, build: Build, rows: int, request: Request) -> Response:
        try:
            with self._shelf.read() as snapshot:
                question = self._question(request, snapshot, rows)
                return self._document(request, question, build(question))
        except Refusal as refusal:
            return _refused(refusal.status, refusal.chinese, refusal.english)
        except NotReadyError:
            response = _refused(
                HTTPStatus.SERVICE_UNAVAILABLE, "目录正在更新，请稍后再试。", "The catalogue is being updated; please try again."
            )
            response.headers["Retry-After"] = "60"
            return response

    def _question(self, request: Request, snapshot: Snapshot, rows: int) -> Question:
        return Question(snapshot, self._site, request.path_params, request.query_params.multi_items(), rows, self._now())

    def _document(self, request: Request, question: Question, document: Document) -> Response:
        tag = self._freshness.tag(question.snapshot, question.asked(request.url.path))
        headers = _USUAL | {"ETag": tag, "Last-Modified": http_date(document.modified)}
        if is_held(tag, request.headers.get("if-none-match", "")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        body = self._freshness.kept(tag, question.snapshot.number(), document.write)
        return Response(body, headers=headers | {"Content-Type": document.media})


async def negotiated(request: Request) -> Response:
    """The catalogue itself: it is seen in the form that the client likes best, by default as a page."""
    by_media = {FORMS[name].media: name for name in NEGOTIABLE}
    chosen = preferred(request.headers.get("accept", ""), ("text/html", *by_media))
    place = f"/catalog.{by_media[chosen]}" if chosen in by_media else "/dataset/"
    return RedirectResponse(place, HTTPStatus.SEE_OTHER, {"Vary": "Accept", "Access-Control-Allow-Origin": "*"})


def _refused(status: HTTPStatus, chinese: str, english: str) -> Response:
    """A small page; what was asked may stand in it, so it is escaped."""
    page = answer.page(status, escape(chinese), escape(english))
    return Response(page.body, status, _USUAL | {"Content-Type": HTML})
