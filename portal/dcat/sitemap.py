"""The addresses of all public pages for search engines (sitemaps.org); more than a file may hold are split behind an index."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from portal.dcat.question import Document, Question
from portal.dcat.refusals import AbsentError

MEDIA = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What the protocol allows one file to hold.
MOST_ADDRESSES = 50_000
Address = tuple[str, datetime | None]


def sitemap(question: Question) -> Document:
    """All addresses, or an index of the files that hold them."""
    modified, files = question.snapshot.modified(), _files(question)
    if files == 1:
        return Document(MEDIA, modified, lambda: _addresses(question, 1))
    names = (f"{question.site.site_url}/sitemap-{number}.xml" for number in range(1, files + 1))
    return Document(MEDIA, modified, lambda: _written("sitemapindex", "sitemap", ((name, modified) for name in names)))


def part(question: Question) -> Document:
    """One of the files of the index."""
    asked = question.arguments["number"]
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST_ADDRESSES)) else 0
    if not 1 <= number <= _files(question):
        raise AbsentError
    return Document(MEDIA, question.snapshot.modified(), lambda: _addresses(question, number))


def _files(question: Question) -> int:
    total = len(_places(question)) + question.snapshot.counts()["entries"]
    return -(-total // question.rows)


def _addresses(question: Question, number: int) -> bytes:
    """File `number`: the lists and what has a page beside the datasets come first, then the datasets by name."""
    snapshot, places = question.snapshot, _places(question)
    start, end = (number - 1) * question.rows, number * question.rows
    shown: list[Address] = [(place, None) for place in places[start:end]]
    first = max(0, start - len(places))
    names = snapshot.names(end - start - len(shown), first)
    shown += [(f"/dataset/{quote(name)}", snapshot.modified(name)) for name in names]
    return _written("urlset", "url", ((question.site.site_url + path, modified) for path, modified in shown))


def _places(question: Question) -> list[str]:
    snapshot = question.snapshot
    units = (f"/organization/{quote(each.slug)}" for each in snapshot.departments() if each.package_count)
    themes = (f"/group/{quote(each.slug)}" for each in snapshot.themes() if each.package_count)
    service_items = (f"/service-item/{quote(each.code)}" for each in snapshot.service_items() if each.produces or each.needs)
    return ["/", "/dataset/", "/organization/", "/group/", "/service-item/", *units, *themes, *service_items]


def _written(root_tag: str, tag: str, addresses: Iterator[Address]) -> bytes:
    root = ET.Element(root_tag, {"xmlns": NAMESPACE})
    for address, modified in addresses:
        element = ET.SubElement(root, tag)
        ET.SubElement(element, "loc").text = address
        if modified is not None:
            ET.SubElement(element, "lastmod").text = modified.isoformat(timespec="seconds")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
