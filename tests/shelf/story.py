"""A log in which everything happens that can happen, and what a shelf that followed it to the end has to show."""

from typing import Any

from portal.shelf.criteria import All, Criteria, Words
from portal.shelf.store import Snapshot
from tests.shelf.log import BUREAU, PARKS, Log, name, with_units


def told() -> Log:
    """The log of the story."""
    log = with_units()
    log.service_item("SP-001")
    log.publish(1, "古树名木名录", keywords=["古树"], produced_by=[{"code": "SP-001", "name": "公园名录查询"}])
    log.publish(2, "公园名录", provider=PARKS, keywords=["公园"], resource_formats=["csv"])
    log.publish(3, "要撤下的条目", keywords=["撤下"])
    log.publish(4, "要暂停的条目")
    log.publish(5, "要销毁的条目")
    log.add("publish", "entry", None, subject=log.records[-1].subject_id)
    log.publish(2, "公园名录（修订）", provider=PARKS, keywords=["公园", "修订"], resource_formats=["csv", "xlsx"])
    log.end(3, "withdraw", "OUTDATED", "要撤下的条目")
    log.end(4, "suspend", "REVIEW", None)
    log.unit("sh-park-centre", "上海市公园中心", of=PARKS, former_slugs=[PARKS])
    log.service_item("SP-001", "古树名木查询")
    log.end(5, "erase", "SECRECY", None)
    log.publish(4, "恢复了的条目", step=7)
    log.publish(6, "最后一条", provider="sh-park-centre")
    return log


def seen(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that a shelf shows, in a form that can be compared."""
    names = snapshot.names()
    found = snapshot.find(Criteria(All(), rows=100, facets=("tags", "organization", "res_format", "data_items"), facet_limit=-1))
    return {
        "number": snapshot.number(),
        "modified": snapshot.modified(),
        "order": found.names,
        "facets": found.facets,
        "packages": {each: snapshot.package(each) for each in names},
        "contents": {each: snapshot.content(each) for each in names},
        "times": {each: snapshot.modified(each) for each in names},
        "tombstones": [snapshot.tombstone(name(number)) for number in range(1, 7)],
        "departments": snapshot.departments(),
        "service_items": snapshot.service_items(),
        "redirects": {slug: snapshot.redirect(slug) for slug in (BUREAU, PARKS)},
        "tags": snapshot.tags(),
        "searches": {words: snapshot.find(Criteria(Words(words))).names for words in ("名录", "公园中心", "古树名木", "撤下", "修订")},
    }
