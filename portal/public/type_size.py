"""Larger type for those who want it: a wish that the browser keeps, since it belongs to the reader and not to the page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.public.distribution_rows import safe_address

COOKIE, LARGE, USUAL = "type", "large", "usual"
SEE_OTHER = 303
_A_YEAR = 365 * 24 * 3600


def is_large(request: Request) -> bool:
    """Whether this reader asked for large type."""
    return request.cookies.get(COOKIE) == LARGE


def chosen(request: Request, size: str) -> Response:
    """Remember the wish and go back to the page where it was made, if that is a page of ours."""
    back = request.query_params.get("back", "/")
    response = RedirectResponse(back if back.startswith("/") and safe_address(back) else "/", SEE_OTHER)
    kept = LARGE if size == LARGE else USUAL
    response.set_cookie(COOKIE, kept, max_age=_A_YEAR, secure=request.url.scheme == "https", httponly=True, samesite="lax")
    return response
