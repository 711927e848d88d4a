"""What `docs/ckan_api.md` says is so."""

import re
from pathlib import Path

import pytest

from portal.ckan_interop.actions.search_request import PARAMETERS
from portal.ckan_interop.actions.table import ACTIONS
from portal.ckan_interop.fields import FIELDS, SORTABLE
from portal.ckan_interop.wording import CHINESE
from portal.shelf import package_extras

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ckan_api.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE)
DIFFERENCES = PAGE.partition("## Deliberate differences")[2]
ROWS = [line.strip("|").split(" | ") for line in DIFFERENCES.splitlines() if line.startswith("| ") and "::" in line]


def section(action: str) -> str:
    return PAGE.partition(f"### `{action}`\n")[2].partition("\n##")[0]


def test_every_action_is_documented_once() -> None:
    assert sorted(HEADINGS) == sorted(ACTIONS)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_section_says_something(action: str) -> None:
    assert section(action).strip()


def test_every_parameter_of_a_search_is_named() -> None:
    text = section("package_search")
    assert [name for name in PARAMETERS if f"`{name}`" not in text] == []


def test_every_field_and_order_is_named() -> None:
    text = PAGE.partition("## Searching")[2].partition("\n## ")[0]
    assert [name for name in {*FIELDS, *SORTABLE} if f"`{name}`" not in text] == []


def test_every_extra_is_named() -> None:
    text = PAGE.partition("## Datasets")[2].partition("\n## ")[0]
    assert [key for key in package_extras.KEYS if f"`{key}`" not in text] == []


def test_there_are_differences() -> None:
    assert len(ROWS) == len([line for line in DIFFERENCES.splitlines() if line.startswith("| ")]) - 1  # all but the heading


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:40])
def test_every_difference_is_kept_true_by_a_test(row: list[str]) -> None:
    file, test = row[-1].strip(" `").split("::")
    assert f"\ndef {test}(" in (ROOT / "tests" / "ckan" / file).read_text(encoding="utf-8")


def test_every_message_has_its_chinese() -> None:
    sources = [file for folder in ("", "actions") for file in (ROOT / "portal" / "ckan_interop" / folder).glob("*.py")]
    said = {
        text.replace('\\"', '"')
        for source in sources
        for found in re.findall(r'Message\((?:"((?:[^"\\]|\\.)*)"|\'([^\']*)\')', source.read_text(encoding="utf-8"))
        for text in found
        if text
    }
    assert len(said) > 10
    assert said - CHINESE.keys() == set()
