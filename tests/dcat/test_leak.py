"""Nothing that is not open is in any machine form, even if the shelf held it."""

from typing import Any

import pytest

from tests.dcat.machine_site import MEDIA, Machine
from tests.leak import marked
from tests.leak.marked import SECRET
from tests.support.entries import OFFICE, SYSTEM
from tests.support.open_entries import id_of
from tests.support.public_catalogue import SUSPENDED, WITHDRAWN, content, file_of, item, name_of, shelf

CODE = "307001009/000001"
KEYS = (name_of(CODE), id_of(CODE))
LISTS = (*(f"/catalog.{form}" for form in MEDIA), "/feeds/dataset.atom", "/sitemap.xml")
# What the house says to itself only: system, office, table, level, classes of sharing.
INSIDE_WORDS = (SECRET, SYSTEM, OFFICE, "share_type", "responsible_office", "secrecy", "no_share", "applicableLegislation", "GENERAL")


def an_entry() -> dict[str, Any]:
    """An open entry in which everything that is not open carries a mark, as if nothing had been projected away."""
    own = marked.mark("open", "item")
    inside = marked.internal("open") | {
        "share_type": "2",
        "share_scope": own,
        "share_condition": own,
        "share_purposes": [own],
        "responsible_office": OFFICE,
        "business_system": SYSTEM,
        "data_level": "GENERAL",
    }
    hidden = {"title": own, "url": f"https://example.org/{own}", "description": own, "offered_to": "shared", "database": own, "table": own}
    items = [item("名称", field_name=own, remarks=own, sensitivity=[own], share_type="1"), marked.closed_item("open")]
    files = [file_of(CODE, "名录", "csv", database=own), file_of(CODE, "库表", "oracle") | hidden]
    return content(CODE, "公园名录", "全市城市公园的名称。", items, distributions=files, **inside)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Every answer that there is, with its headers."""
    machine = Machine(shelf(tmp_path_factory.mktemp("shelf"), an_entry()))
    paths = [*LISTS, *(f"/dataset/{key}.{form}" for key in KEYS for form in MEDIA)]
    paths += [f"/dataset/{key(code)}.{form}" for code in (WITHDRAWN, SUSPENDED) for key in (name_of, id_of) for form in MEDIA]
    answers = [(path, machine.raw.get(path)) for path in paths]
    return [(path, answer.text + repr(dict(answer.headers))) for path, answer in answers]


def test_the_entry_is_there_and_the_marks_are_in_it(everything: list[tuple[str, str]]) -> None:
    assert SECRET in repr(an_entry())
    assert all("公园名录" in text for path, text in everything if id_of(CODE) in path or path in LISTS[:-1])
    assert all(name_of(CODE) in text for path, text in everything if path in LISTS)


def test_no_answer_tells_what_is_not_open(everything: list[tuple[str, str]]) -> None:
    assert [(path, word) for path, text in everything for word in INSIDE_WORDS if word.lower() in text.lower()] == []


def test_what_ended_is_in_no_list(everything: list[tuple[str, str]]) -> None:
    ended = [form for code in (WITHDRAWN, SUSPENDED) for form in (code, name_of(code), id_of(code))]
    told = [(path, word) for path, text in everything for word in [*ended, "化粪池", "行道树台账"] if word in text.replace(path, "")]
    assert told == []
