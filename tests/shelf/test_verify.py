"""Verifying finds every row that is not as the log has it."""

from collections.abc import Callable

import pytest
from pyroaring import BitMap

from portal.shelf import generations
from portal.shelf.follower import verify
from portal.shelf.store import Shelf
from tests.shelf import story
from tests.shelf.log import SITE, Log, name, with_units

CatchUp = Callable[[Log], Shelf]


def tampered(shelf: Shelf, *statements: str) -> None:
    path = generations.current(shelf.directory, shelf.audience)
    assert path is not None
    with generations.writing(path) as connection:
        for statement in statements:
            connection.execute(statement, (BitMap([4711]).serialize(),) if "?" in statement else ())


@pytest.mark.parametrize(
    ("kind", "statements"),
    [
        ("missing", ["DELETE FROM tombstone"]),
        ("missing", ["UPDATE source SET content = replace(content, '古树', '枯树')"]),
        ("missing", ["UPDATE department SET slug = 'other' WHERE slug = 'sh-lhsr'"]),
        ("surplus", ["INSERT INTO service_item VALUES ('x', 'SP-999', '{}')"]),
        ("surplus", ["UPDATE entry SET id = 'somebody' WHERE title = '最后一条'"]),
        ("missing", ["DELETE FROM entry WHERE title = '最后一条'"]),
        ("package", ["UPDATE package SET body = x'7b7d' WHERE docid = (SELECT max(docid) FROM package)"]),
        ("package", ["UPDATE entry SET title = '别的'"]),
        ("package", ["DELETE FROM resource"]),
        ("package", ["DELETE FROM package"]),
        ("order", ["UPDATE entry SET modified = '2020-01-01T00:00:00.000000+00:00' WHERE docid = (SELECT max(docid) FROM entry)"]),
        ("posting", ["UPDATE posting SET docs = ? WHERE term = '古树'"]),
        ("posting", ["UPDATE posting SET places = NULL WHERE term = '古树'"]),
        ("posting", ["DELETE FROM posting WHERE term = '名木'"]),
        ("posting", ["INSERT INTO posting (chunk, term, docs) VALUES (77, '密', ?)"]),
        ("value", ["UPDATE value SET entries = entries + 1"]),
        ("value", ["UPDATE holding SET docs = ?"]),
        ("value", ["DELETE FROM holding"]),
        ("value", ["UPDATE value SET value = '公园公园' WHERE value = '公园'"]),
        ("unfinished", ["INSERT INTO dirty (id) VALUES ('x')"]),
        ("number", ["UPDATE about SET digest = 'other'"]),
    ],
)
def test_a_row_that_was_tampered_with_is_found(catch_up: CatchUp, kind: str, statements: list[str]) -> None:
    log = story.told()
    shelf = catch_up(log)
    tampered(shelf, *statements)
    faults = verify(log.read, shelf.directory, "open", site_url=SITE)
    assert kind in {fault.kind for fault in faults}
    for fault in faults:
        assert fault.subject in fault.text
        assert fault.subject in fault.english


def test_bytes_of_what_was_withdrawn_are_found_in_any_file(catch_up: CatchUp) -> None:
    log = with_units()
    log.publish(1, "不该再看到的古树名木名录", abstract="这段文字不应当留在任何文件里。")
    log.end(1, "withdraw", "OUTDATED", None)
    shelf = catch_up(log)
    assert verify(log.read, shelf.directory, "open", site_url=SITE) == ()
    tampered(shelf, "CREATE TABLE somewhere (text TEXT)", "INSERT INTO somewhere VALUES ('开头' || '这段文字不应当留在任何文件里。')")
    faults = verify(log.read, shelf.directory, "open", site_url=SITE)
    assert [(fault.kind, fault.subject) for fault in faults] == [("trace", name(1))]


def test_what_came_after_the_shelf_stopped_is_no_fault(catch_up: CatchUp) -> None:
    log = story.told()
    shelf = catch_up(log)
    log.publish(9)
    assert verify(log.read, shelf.directory, "open", site_url=SITE) == ()


def test_a_shelf_ahead_of_the_log_is_a_fault(catch_up: CatchUp) -> None:
    log = story.told()
    shelf = catch_up(log)
    last = log.records.pop()
    faults = verify(log.read, shelf.directory, "open", site_url=SITE)
    assert ("number", str(last.number)) in {(fault.kind, fault.subject) for fault in faults}
