"""Texts longer than a slot, and shelves of more than one chunk, are searched like any other."""

from collections.abc import Callable

import pytest

from portal.shelf import generations, places
from portal.shelf.criteria import All, Criteria, Expression, Not, Phrase, Sort, Term, Words
from portal.shelf.follower import verify
from portal.shelf.store import Shelf
from tests.shelf.log import SITE, Log, name, with_units

CatchUp = Callable[[Log], Shelf]
FILLING = "填充文字"


def moved_to(shelf: Shelf, docid: int) -> None:
    """Let the next entry get this number."""
    path = generations.current(shelf.directory, shelf.audience)
    assert path is not None
    with generations.writing(path) as connection, generations.transaction(connection):
        connection.execute("UPDATE about SET next_docid = ?", (docid,))


@pytest.fixture
def spread(catch_up: CatchUp) -> tuple[Log, Shelf]:
    """Eight entries, long and short, around the end of the first chunk and beyond a whole one."""
    log = with_units()
    shelf = catch_up(log)
    moved_to(shelf, places.CHUNK - 4)
    for number in range(1, 7):
        length = (0, 300, 700, 10, 256, 5)[number - 1]
        log.publish(
            number,
            f"第{number}条",
            abstract=FILLING * length + f"末尾{number}的古树名木 GPS 定位",
            keywords=["长" if length > 255 else "短"],
        )
    catch_up(log)
    moved_to(shelf, 3 * places.CHUNK - 1)
    log.publish(7, "第7条", abstract="古树" + FILLING * 600 + "名木")
    log.publish(8, "第8条古树名木")
    return log, catch_up(log)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (All(), [1, 2, 3, 4, 5, 6, 7, 8]),
        (Words("古树名木"), [1, 2, 3, 4, 5, 6, 8]),
        (Words("末尾3的"), [3]),
        (Phrase("名木 gps 定位"), [1, 2, 3, 4, 5, 6]),
        (Phrase("填充文字填充文字末尾"), [2, 3, 4, 5, 6]),
        (Words("文字名木", "notes"), [7]),
        (Words("树", "title"), [8]),
        (Words("gps"), [1, 2, 3, 4, 5, 6]),
        (Not(Words("古树名木")), [7]),
        (Term("tags", "长"), []),
        (Term("name", name(3)), [3]),
    ],
)
def test_all_are_found(spread: tuple[Log, Shelf], query: Expression, numbers: list[int]) -> None:
    with spread[1].read() as snapshot:
        found = snapshot.find(Criteria(query, (Sort("name", descending=False),), facets=("title_string",)))
        assert found.names == tuple(name(number) for number in numbers)
        assert {each.value for each in found.facets["title_string"]} == {f"第{number}条" + "古树名木" * (number == 8) for number in numbers}


def test_long_ones_leave_nothing_behind(spread: tuple[Log, Shelf], catch_up: CatchUp) -> None:
    log, shelf = spread
    for number in (2, 3, 7):
        log.publish(number, "短了")
    log.end(5)
    catch_up(log)
    assert verify(log.read, shelf.directory, "open", site_url=SITE) == ()
    with shelf.read() as snapshot:
        assert snapshot.find(Criteria(Words(FILLING))).names == (name(6), name(4))
        assert snapshot.find(Criteria(All())).names[:3] == (name(7), name(3), name(2))
