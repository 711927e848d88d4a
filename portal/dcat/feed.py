"""The newest datasets as an Atom feed (RFC 4287), in pages (RFC 5005)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from portal.dcat.paging import Pages
from portal.dcat.question import Document, Question
from portal.shelf.package_text import clean

MEDIA = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
_RELATIONS = ("first", "previous", "next", "last")


def feed(question: Question) -> Document:
    """A page of the feed, the last changed dataset first."""
    pages = _pages(question)
    return Document(MEDIA, question.snapshot.modified(), lambda: _written(question, pages))


def _pages(question: Question) -> Pages:
    address = f"{question.site.site_url}/feeds/dataset.atom"
    return Pages(address, (), question.page(), question.snapshot.counts()["entries"], question.rows)


def _written(question: Question, pages: Pages) -> bytes:
    site, root = question.site, ET.Element("feed", {"xmlns": ATOM, "xml:lang": "zh-Hans"})
    _add(root, "id", pages.address)
    _add(root, "title", site.site_title)
    _add(root, "subtitle", site.site_description)
    _add(root, "updated", question.snapshot.modified().isoformat())
    _add(ET.SubElement(root, "author"), "name", site.site_title)
    _link(root, "self", pages.address if pages.current == 1 else pages.at(pages.current), MEDIA)
    _link(root, "alternate", f"{site.site_url}/dataset/", "text/html")
    for relation, address in zip(_RELATIONS, pages.links(), strict=True):
        _link(root, relation, address, MEDIA)
    for package in question.snapshot.recent(pages.rows, pages.start):
        _entry(root, site.site_url, json.loads(package))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, site_url: str, package: Mapping[str, Any]) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", f"{site_url}/dataset/{package['id']}")
    _add(entry, "title", package["title"])
    _add(entry, "published", f"{package['metadata_created']}Z")
    _add(entry, "updated", f"{package['metadata_modified']}Z")
    _add(ET.SubElement(entry, "author"), "name", package["organization"]["title"])
    page = f"{site_url}/dataset/{quote(package['name'])}"
    _link(entry, "alternate", page, "text/html")
    _link(entry, "alternate", f"{page}.jsonld", "application/ld+json")
    _link(entry, "alternate", f"{site_url}/api/3/action/package_show?id={quote(package['name'])}", "application/json")
    for tag in package["tags"]:
        ET.SubElement(entry, "category", {"term": clean(tag["name"])})
    _add(entry, "summary", package["notes"])


def _add(parent: ET.Element, tag: str, text: str) -> None:
    """A text without characters that no XML can hold: one of them would make the whole feed unreadable."""
    ET.SubElement(parent, tag).text = clean(text)


def _link(parent: ET.Element, relation: str, address: str | None, media: str) -> None:
    if address:
        ET.SubElement(parent, "link", {"rel": relation, "href": address, "type": media})
