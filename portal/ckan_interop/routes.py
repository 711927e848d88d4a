"""Which address is what: one dictionary for the usual ones, and the rest taken apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.ckan_interop import envelope
from portal.ckan_interop.actions import closed
from portal.ckan_interop.actions.call import Action
from portal.ckan_interop.actions.table import ACTIONS

_PREFIXES = ("/api/3/action/", "/api/action/")
_LOCALISED = re.compile(r"/(en|zh|zh_CN|zh_Hans_CN)(/api(?:/.*)?)")
_VERSION = re.compile(r"/api(?:/([1-3]))?/?")
_ACTION = re.compile(r"/api/(?:3/)?action/([^/]+)")


@dataclass(frozen=True, slots=True)
class Route:
    """An action under an address: `run` is None when there is none of this name; `head` opens its envelope.

    `writes` says that CKAN has an action of this name that changes something.
    """

    name: str
    run: Action | None
    help_url: str
    head: bytes
    chinese: bool
    writes: bool


class Routes:
    """The addresses of the API on a site."""

    def __init__(self, site_url: str) -> None:
        self._site_url = site_url.rstrip("/")
        # The way of nearly every request: one look-up, nothing to take apart.
        self.usual: Mapping[str, Route] = {prefix + name: self._route(name, "") for name in ACTIONS for prefix in _PREFIXES}

    def action(self, path: str) -> Route | None:
        """The route of an action, known or not, under an unusual address; None when this is no address of an action."""
        locale, inner = split_locale(path)
        found = _ACTION.fullmatch(inner)
        return self._route(found[1], locale) if found else None

    def version(self, path: str) -> int | None:
        """The version that `/api/…` answers with; None when this is no such address."""
        found = _VERSION.fullmatch(split_locale(path)[1])
        return int(found[1] or 1) if found else None

    def _route(self, name: str, locale: str) -> Route:
        prefix = f"/{locale}" if locale else ""
        help_url = f"{self._site_url}{prefix}/api/3/action/help_show?name={name}"
        run, head = ACTIONS.get(name) or closed.refusal(name), envelope.success_head(help_url)
        return Route(name, run, help_url, head, chinese=locale.startswith("zh"), writes=name in closed.WRITING)


def serves(path: str) -> bool:
    """Whether this address belongs to the API, so that whoever stands in front can send it here."""
    return path == "/api" or path.startswith("/api/") or _LOCALISED.fullmatch(path) is not None


def split_locale(path: str) -> tuple[str, str]:
    """The locale in front of an address, or nothing, and the address without it."""
    found = _LOCALISED.fullmatch(path)
    return (found[1], found[2]) if found else ("", path)
