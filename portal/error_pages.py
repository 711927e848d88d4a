"""Errors as pages: the one place where what went wrong gets a status and words. The layers below know no HTTP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.i18n.tongue import Tongue, marked, spoken_at
from portal.rendering import Page

NOT_FOUND, FAILED, UNAVAILABLE = 404, 500, 503

# What happened, and what to do now. Nothing of the inside is told.
_TEXTS: Mapping[int, tuple[str, str]] = {
    NOT_FOUND: (marked("There is no such page"), marked("Please check the address, or search for what you need.")),
    405: (marked("This page cannot be used in this way"), marked("Please open it through a link on this site.")),
    FAILED: (marked("This page cannot be shown right now"), marked("We have recorded the fault. Please try again in a few minutes.")),
    UNAVAILABLE: (marked("The catalogue is being updated"), marked("Please try again in a few minutes; nothing has been lost.")),
}
_OTHER = (marked("This request cannot be answered"), marked("Please check the address, or search for what you need."))

Show = Callable[[Request, Page], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """It did not work; `advice` says what to do now, `onward` leads to what comes nearest, as (words, address)."""

    template: ClassVar[str] = "errors/error.html"
    advice: str
    onward: tuple[str, str] | None = None


def error_page(tongue: Tongue, status: int, advice: str = "") -> ErrorPage:
    """The page for a status; `advice` replaces the general one, in the reader's words."""
    heading, general = _TEXTS.get(status, _OTHER)
    return ErrorPage(heading=tongue.gettext(heading), status=status, is_indexed=False, advice=advice or tongue.gettext(general))


def install(app: FastAPI, show: Show, unavailable: type[Exception]) -> None:
    """Show every error of this application as a page; `unavailable` is what its reading raises while there is nothing to read."""

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else FAILED
        response = show(request, error_page(spoken_at(request.url.path), status))
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def not_yet(request: Request, _error: Exception) -> Response:
        response = show(request, error_page(spoken_at(request.url.path), UNAVAILABLE))
        response.headers["Retry-After"] = "60"
        return response

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(unavailable, not_yet)
    app.add_exception_handler(Exception, refused)
