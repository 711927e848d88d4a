"""How grave a change is: what the public gets or loses is never a small matter."""

from typing import Any

import pytest

from catalog import comparison
from tests.support.entries import a_distribution, an_entry, an_item

FILE = a_distribution()
TWIN = a_distribution(id=FILE["id"], title="同号的另一份")
ITEMS = [an_item(), an_item("公园地址", length=200)]
BEFORE = an_entry(distributions=[FILE], items=ITEMS)


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({}, "none"),
        ({"abstract": "换一种说法介绍全市公园的名称、位置与开放时间。"}, "correction"),
        ({"keywords": ["公园"]}, "correction"),
        ({"update_frequency": "ANNUAL"}, "ordinary"),
        ({"title": "公园名录"}, "ordinary"),
        ({"items": [*ITEMS, an_item("内部评分", share_type="3", open_type="3")]}, "ordinary"),
        ({"items": [*ITEMS, an_item("公园电话")]}, "major"),
        ({"items": ITEMS[:1]}, "major"),
        ({"items": [ITEMS[0], ITEMS[1] | {"open_type": "3"}]}, "major"),
        ({"items": ITEMS[::-1]}, "correction"),
        ({"licence": "cc-by"}, "major"),
        ({"share_purposes": ["WORK_REF"]}, "major"),
        ({"data_level": "IMPORTANT"}, "major"),
        ({"distributions": [FILE, a_distribution(title="另一份")]}, "major"),
        ({"distributions": [FILE, a_distribution(title="内部库表", offered_to="shared")]}, "ordinary"),
        ({"distributions": [FILE | {"url": "https://data.example/parks.csv"}]}, "major"),
        ({"distributions": [TWIN, FILE]}, "major"),
        ({"distributions": []}, "major"),
    ],
)
def test_the_grade_of_a_change(changes: dict[str, Any], grade: str) -> None:
    assert comparison.graveness(comparison.between(BEFORE, BEFORE | changes)) == grade


def test_a_difference_says_where_in_both_languages() -> None:
    (difference,) = comparison.between(BEFORE, BEFORE | {"title": "公园名录"})
    assert (difference.path, difference.kind, difference.label_zh) == ("/title", "changed", "目录名称")
    assert difference.label_en
