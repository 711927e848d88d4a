from datetime import datetime

from lxml import etree

from tests.dcat.machine_site import Machine, MachineWith
from tests.support.open_entries import id_of
from tests.support.public_catalogue import PARKS, PERMITS, SITE_URL, TOILETS, TREES, VISITORS, WASTE, content, item, name_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = f"{SITE_URL}/feeds/dataset.atom"


def texts(element: etree._Element, path: str) -> list[str]:
    return [str(text) for text in element.xpath(path, namespaces=ATOM)]


def relations(feed: etree._Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in feed.findall("a:link", ATOM)}


def test_the_feed_lists_what_is_open_the_newest_first(machine: Machine) -> None:
    feed = machine.xml("/feeds/dataset.atom")
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    codes = (WASTE, PERMITS, VISITORS, PARKS, TOILETS, TREES)
    assert texts(feed, "a:entry/a:id/text()") == [f"{SITE_URL}/dataset/{id_of(code)}" for code in codes]
    updated = [datetime.fromisoformat(text) for text in texts(feed, "a:entry/a:updated/text()")]
    assert updated == sorted(updated, reverse=True)
    assert all(moment.tzinfo for moment in updated)
    assert datetime.fromisoformat(texts(feed, "a:updated/text()")[0]) >= updated[0]


def test_the_feed_says_what_atom_wants_it_to_say(machine: Machine) -> None:
    feed = machine.xml("/feeds/dataset.atom")
    assert (texts(feed, "a:id/text()"), texts(feed, "a:title/text()")) == ([FEED], ["绿化市容公共数据目录"])
    assert texts(feed, "a:author/a:name/text()") == ["绿化市容公共数据目录"]
    for entry in feed.findall("a:entry", ATOM):
        for tag in ("id", "title", "updated", "published", "summary", "author/a:name"):
            (text,) = texts(entry, f"a:{tag}/text()")
            assert text


def test_an_entry_leads_to_page_graph_and_package(machine: Machine) -> None:
    entry = machine.xml("/feeds/dataset.atom").findall("a:entry", ATOM)[-1]
    links = {link.get("type"): link.get("href") for link in entry.findall("a:link", ATOM)}
    page = f"{SITE_URL}/dataset/{name_of(TREES)}"
    assert links == {
        "text/html": page,
        "application/ld+json": f"{page}.jsonld",
        "application/json": f"{SITE_URL}/api/3/action/package_show?id={name_of(TREES)}",
    }
    assert texts(entry, "a:title/text()") == ["古树名木"]
    assert set(texts(entry, "a:category/@term")) == {"古树", "名木", "绿化"}


def test_pages_follow_each_other(machine_with: MachineWith) -> None:
    machine = machine_with(feed_rows=4)
    first, second = machine.xml("/feeds/dataset.atom"), machine.xml("/feeds/dataset.atom?page=2")
    html = f"{SITE_URL}/dataset/"
    one, two = f"{FEED}?page=1", f"{FEED}?page=2"
    assert relations(first) == {"self": FEED, "alternate": html, "first": one, "next": two, "last": two}
    assert relations(second) == {"self": two, "alternate": html, "first": one, "previous": one, "last": two}
    assert (len(first.findall("a:entry", ATOM)), len(second.findall("a:entry", ATOM))) == (4, 2)
    assert relations(machine.xml("/feeds/dataset.atom?page=9"))["previous"] == two


def test_characters_that_would_break_the_feed_are_dropped(machine_with: MachineWith) -> None:
    broken = content("307001009/000001", "公\x00园\x0b<b>&", "摘\x1f要\ufffe", [item("名称")], keywords=["标\x02签"])
    entry = machine_with(broken).xml("/feeds/dataset.atom").findall("a:entry", ATOM)[0]
    assert (texts(entry, "a:title/text()"), texts(entry, "a:summary/text()")) == (["公园<b>&"], ["摘要"])


def test_the_media_type_is_that_of_atom(machine: Machine) -> None:
    assert machine.raw.get("/feeds/dataset.atom").headers["content-type"] == "application/atom+xml"
