"""States of the list as values: what an address says is what it means, and back."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.datastructures import QueryParams

from portal.i18n.tongue import tongues
from portal.public import wording
from portal.public.filters import BY_NAME, FILTERS, Selection, selection
from portal.public.paging import last_page, paging
from portal.shelf.criteria import All, And, Phrase, Term, Words

names = some.sampled_from([each.name for each in FILTERS])
values = some.text(some.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=8)


def read(query: str) -> Selection:
    return selection(QueryParams(query))


@given(words=values, chosen=some.lists(some.tuples(names, values), max_size=6), page=some.integers(1, 99_999))
def test_the_address_of_a_state_means_that_state(words: str, chosen: list[tuple[str, str]], page: int) -> None:
    state = Selection(words=words, page=page)
    for name, value in chosen:
        state = state.choosing(BY_NAME[name], value)
    again = read(Selection(words, state.chosen, "title_string asc", page, "tags").query())
    assert (again.words, set(again.chosen), again.page, again.more) == (words, set(state.chosen), page, "tags")


@given(query=some.text(max_size=60))
def test_no_address_is_refused(query: str) -> None:
    state = read(query)
    assert state.page >= 1
    assert read(state.query()) == state


def test_too_much_is_cut_to_what_a_person_would_ask() -> None:
    state = read("&".join(["q=" + "长" * 500, *(f"tags=t{number}" for number in range(50))]))
    assert len(state.words) == 200
    assert len(state.chosen) == 12
    assert len(read("q=" + "+".join("abcdefghijklmnop")).terms) == 10


def test_a_value_is_chosen_once_and_a_single_fact_has_one() -> None:
    assert read("tags=a&tags=a&open_type=1&open_type=2").chosen == (("tags", "a"), ("open_type", "2"))


def test_words_and_quoted_words_are_told_apart() -> None:
    assert read("").expression() == All()
    assert read('q=古树+"一级 保护"&tags=绿化').expression() == And((Words("古树"), Phrase("一级 保护"), Term("tags", "绿化")))
    assert read("q=“古树 名木”").expression() == And((Phrase("古树 名木"),))


def test_dropping_and_choosing_start_at_the_first_page() -> None:
    state = read("tags=a&page=3")
    assert state.choosing(BY_NAME["tags"], "b").page == 1
    assert state.dropping("tags", "a") == Selection()
    assert parse_qsl(state.query()) == [("tags", "a"), ("page", "3")]


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [(1, 1, "1"), (1, 3, "1 2 3"), (5, 9, "1 … 3 4 5 6 7 … 9"), (9, 9, "1 … 7 8 9"), (3, 5, "1 2 3 4 5"), (12, 9, "1 … 9")],
)
def test_page_numbers_show_the_ends_and_the_surroundings(current: int, last: int, shown: str) -> None:
    made = paging(current, last, str)
    assert " ".join(page.text for page in made.pages) == shown
    assert [page.text for page in made.pages if page.is_current] == ([str(current)] if current <= last else [])
    assert made.next_href == (str(current + 1) if current < last else None)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (40, 2)])
def test_pages_are_filled_one_after_the_other(count: int, pages: int) -> None:
    assert last_page(count, 20) == pages


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (1023, "1,023 B"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (655_360, "640 KB"),
        (3_250_586, "3.1 MB"),
        (5 * 1024**4, "5,120 GB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size: int, said: str) -> None:
    assert wording.size(size) == said


def test_a_shortened_text_ends_cleanly() -> None:
    assert wording.shortened("一二三", 3) == "一二三"
    assert wording.shortened("一二，三四五", 4) == "一二…"
    assert wording.shortened("一\n 二", 9) == "一 二"


def test_steps_of_an_address_stay_steps() -> None:
    assert wording.at(tongues()[1], "dataset", "a/b?c#d") == "/en/dataset/a%2Fb%3Fc%23d"
