"""Where requests come in: a snapshot is opened, a page is built from it and closed again, then the page is shown."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.i18n.tongue import spoken_at, without_prefix
from portal.public.headers import HEADERS as SECURITY_HEADERS
from portal.public.type_size import is_large
from portal.public.visit import Moved, Outcome, Visit
from portal.rendering import Page, Place, Renderer, SiteFacts
from portal.shelf.store import Shelf

MOVED_FOR_GOOD = 301


class Reception:
    """Answers requests for pages from one shelf."""

    def __init__(self, shelf: Shelf, site: SiteFacts) -> None:
        self.shelf, self.site = shelf, site
        self._renderer = Renderer(site)

    def endpoint(self, build: Callable[[Visit], Outcome]) -> Callable[[Request], Awaitable[Response]]:
        """A route that shows what `build` makes of a visit.

        It is `async` and does bounded work on the shelf; the snapshot is closed before anything is awaited.
        """

        async def answer(request: Request) -> Response:
            tongue = spoken_at(request.url.path)
            with self.shelf.read() as snapshot:
                outcome = build(Visit(snapshot, tongue, self.site, request.path_params, request.query_params))
            if isinstance(outcome, Moved):
                return RedirectResponse(outcome.href, MOVED_FOR_GOOD)
            return self.show(request, outcome)

        return answer

    def show(self, request: Request, page: Page) -> Response:
        """A page as the answer to this request."""
        path = request.url.path
        place = Place(spoken_at(path), without_prefix(path), request.url.query, is_large(request))
        response = self._renderer.response(page, place, request.headers)
        # An unexpected error is answered outside the middleware that sets these.
        response.headers.update(dict(SECURITY_HEADERS))
        return response
