"""A client that looks at every page it fetches the way a careful reader would: a page that is not decent fails the test."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import html
from starlette.testclient import TestClient
from starlette.types import ASGIApp

SITE_URL = "https://data.example.org.cn"
MOST_BYTES = 60_000
# Names and formats that a Chinese page may say in Latin letters.
LATIN_NAMES = frozenset(["API", "CC0", "CKAN", "CSV", "English", "Excel", "GeoJSON", "HTML", "JSON", "REST", "XLSX"])
_LATIN = re.compile(r"[A-Za-z]{3,}[0-9]?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What is quoted as it stands: code, citations, addresses.
_QUOTED = (
    "ancestor-or-self::code or ancestor-or-self::*[contains(@class,'code') or contains(@class,'citation')] "
    "or ancestor-or-self::a[@href=normalize-space(.) or starts-with(@href,'mailto:')]"
)


@dataclass(frozen=True)
class SeenPage:
    """A page that was fetched and found decent."""

    path: str
    status: int
    headers: dict[str, str]
    text: str
    tree: html.HtmlElement

    def one(self, expression: str) -> html.HtmlElement:
        """The only element that this XPath finds."""
        found = self.tree.xpath(expression)
        assert len(found) == 1, f"{expression} finds {len(found)} on {self.path}"
        return found[0]

    def texts(self, expression: str) -> list[str]:
        """The words of each element that this XPath finds, with single spaces."""
        return [words(element) for element in self.tree.xpath(expression)]

    def links(self) -> Iterator[str]:
        """Addresses on this site that the page leads to."""
        for href in self.tree.xpath("//*[@href]/@href | //form/@action"):
            local = href.removeprefix(SITE_URL)
            if local.startswith("/") and not local.startswith("//"):
                yield local.partition("#")[0]

    @property
    def heading(self) -> str:
        return words(self.one("//h1"))


class PageClient:
    """Fetches pages and looks them over; `titles` are those of the site in Chinese and English."""

    def __init__(self, app: ASGIApp, titles: tuple[str, str]) -> None:
        self.raw = TestClient(app, base_url=SITE_URL, follow_redirects=False, raise_server_exceptions=False)
        self._titles = titles
        self._sizes: dict[str, int] = {}

    def get(self, path: str, status: int = 200) -> SeenPage:
        """The page at this path, which has to answer with this status and to be decent."""
        response = self.raw.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        seen = SeenPage(path, status, dict(response.headers), response.text, html.fromstring(response.text))
        is_english = path == "/en" or path.startswith("/en/")
        faults = [*_structure(seen, self._titles[is_english]), *_language(seen, is_english=is_english), *_loading(seen, self.size_of)]
        assert faults == [], f"{path}: {faults}"
        return seen

    def size_of(self, address: str) -> int:
        """How many bytes a file of ours has."""
        if address not in self._sizes:
            self._sizes[address] = len(self.raw.get(address).content)
        return self._sizes[address]

    def moved(self, path: str, status: int = 301) -> str:
        """Where this path leads to."""
        response = self.raw.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return response.headers["location"]


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _structure(page: SeenPage, site: str) -> Iterator[str]:
    """One h1 that the title repeats, ids once, inputs with labels, forms and links that lead somewhere."""
    headings, title = page.texts("//h1"), words(page.tree.xpath("//title")[0])
    if len(headings) != 1 or title not in {f"{headings[0]} - {site}", site if headings[0] == site else None}:
        yield f"title {title!r} and headings {headings}"
    ids = page.tree.xpath("//@id")
    if len(ids) != len(set(ids)):
        yield "an id stands twice"
    for field in page.tree.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        if not page.tree.xpath("//label[@for=$id]", id=field.get("id", "")):
            yield f"{field.get('name')} has no label"
    if page.tree.xpath("//form[not(@action)] | //a[not(@href)] | //img[not(@alt)]"):
        yield "a form, link or picture says too little"
    for target in page.tree.xpath("//a[starts-with(@href,'#')]/@href | //@aria-labelledby"):
        if target.removeprefix("#") not in ids:
            yield f"{target} is not on the page"
    levels = [int(element.tag[1]) for element in page.tree.xpath("//h1|//h2|//h3|//h4")]
    if any(after - before > 1 for before, after in zip([0, *levels], levels, strict=False)):
        yield f"headings jump: {levels}"


def _language(page: SeenPage, *, is_english: bool) -> Iterator[str]:
    """The language the address asks for, and no word of the other but where it is marked."""
    if page.tree.get("lang") != ("en" if is_english else "zh-Hans"):
        yield f"lang is {page.tree.get('lang')}"
    for text in page.tree.xpath(f"//body//text()[not(parent::*[{_QUOTED}])]"):
        tongue = next(iter(text.getparent().xpath("ancestor-or-self::*[@lang][1]/@lang")[-1:]), "")
        if is_english and tongue == "en" and _HAN.search(text):
            yield f"Chinese on an English page: {text!r}"
        if not is_english and tongue != "en" and set(_LATIN.findall(text)) - LATIN_NAMES:
            yield f"English on a Chinese page: {text!r}"


def _loading(page: SeenPage, size_of: Callable[[str], int]) -> Iterator[str]:
    """Nothing runs, nothing comes from elsewhere, and all of it is small."""
    if page.tree.xpath("//script[not(@type='application/ld+json')] | //style | //@style | //@*[starts-with(name(),'on')]"):
        yield "something inline"
    policy = page.headers.get("content-security-policy", "")
    if "unsafe" in policy or "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
        yield f"policy {policy!r}"
    loaded = page.tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src | //script/@src")
    if not all(address.startswith("/static/") for address in loaded):
        yield f"loaded from elsewhere: {loaded}"
    size = len(page.text.encode()) + sum(map(size_of, loaded))
    if size > MOST_BYTES:
        yield f"{size} bytes"
