"""Pages become HTML here and nowhere else.

A template receives `page` (a frozen dataclass made for it) and `frame` (what stands around every
page). There is one environment per tongue, because translations are installed on the environment.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import Response

from portal.i18n.tongue import Tongue, other_than, tongues

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


class SiteFacts(Protocol):
    """What every page says of the house it belongs to; the settings satisfy it."""

    @property
    def site_url(self) -> str:
        """Scheme and host without a slash at the end."""
        ...

    @property
    def site_title(self) -> str: ...

    @property
    def site_title_en(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: the template that shows it, its only h1, and whatever a subclass adds for that template.

    `query` is the part of the address's query that makes it another page to search engines, such as `page=2`.
    """

    template: ClassVar[str]
    section: ClassVar[str] = ""
    heading: str
    status: int = 200
    query: str = ""
    is_indexed: bool = True
    structured_data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page was asked for: its path without the tongue, the query as it was typed, and whether in large type."""

    tongue: Tongue
    path: str
    query: str = ""
    is_large: bool = False

    def href(self, tongue: Tongue) -> str:
        """The same place in a tongue."""
        return quote(tongue.path(self.path), safe="/") + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page."""

    site_title: str
    site_url: str
    place: Place

    @property
    def type_href(self) -> str:
        """Where the reader changes to large type, or back, to return here."""
        size = "usual" if self.place.is_large else "large"
        return f"/type/{size}?{urlencode({'back': self.place.href(self.place.tongue)})}"

    @property
    def stylesheet(self) -> str:
        return static_path("bianmu.css")

    @property
    def mark(self) -> str:
        """The little picture in the browser's tab."""
        return static_path("mark.svg")

    @property
    def lang(self) -> str:
        return self.place.tongue.lang

    def canonical(self, query: str) -> str:
        """The one address of this page for search engines."""
        return self.site_url + replace(self.place, query=query).href(self.place.tongue)

    @property
    def other_lang(self) -> str:
        return other_than(self.place.tongue).lang

    @property
    def switch_href(self) -> str:
        return self.place.href(other_than(self.place.tongue))


class Renderer:
    """Turns pages into HTML in the tongue of the place they were asked for."""

    def __init__(self, site: SiteFacts) -> None:
        self._site = site
        self._environments = {tongue.locale: environment(tongue) for tongue in tongues()}

    def html(self, page: Page, place: Place) -> str:
        template = self._environments[place.tongue.locale].get_template(page.template)
        return template.render(page=page, frame=Frame(self._title(place.tongue), self._site.site_url, place))

    def response(self, page: Page, place: Place, asked: Headers) -> Response:
        """The page as an answer; 304 without a body when the reader holds this very text.

        `no-cache` lets nobody keep showing a page without asking again: what is withdrawn is gone at once.
        """
        body = self.html(page, place).encode()
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Language": place.tongue.lang, "Vary": "Cookie"}
        if page.status == 200 and asked.get("if-none-match") == tag:  # noqa: PLR2004 the status of a found page
            return Response(status_code=304, headers=headers)
        return Response(body, page.status, headers, media_type="text/html; charset=utf-8")

    def _title(self, tongue: Tongue) -> str:
        return self._site.site_title if tongue.locale == "zh" else self._site.site_title_en


def environment(tongue: Tongue) -> Environment:
    """Templates of one tongue. Everything is escaped; an unknown name is an error, not a blank."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.policies["ext.i18n.trimmed"] = True
    # The extension adds these two methods when it is loaded, so the type checker cannot know them.
    made.install_gettext_translations(tongue.translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals["at"] = tongue.path
    # Titles and descriptions are written in Chinese; on a page in another tongue they say so to screen readers.
    made.globals["lang_of_data"] = Markup("") if tongue.locale == "zh" else Markup(' lang="zh-Hans"')
    made.filters["data_block"] = data_block
    made.filters["number"] = "{:,}".format
    return made


def data_block(value: Mapping[str, Any]) -> Markup:
    """JSON that can stand inside a script element of a data type: nothing in it can close that element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 escaped on this line


@cache
def static_path(name: str) -> str:
    """The address of a file of ours; it changes when the file changes, so it may be kept for ever."""
    digest = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"
