"""More units than one answer takes."""

import pytest

from portal.ckan_interop.asgi import create
from tests.support.ckan_site import Site
from tests.support.in_process import Caller
from tests.support.open_entries import a_department
from tests.support.shelf_fixture import Log, followed

NAMES = [f"unit-{number:04}" for number in range(1_010)]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Caller:
    log = Log()
    for name in NAMES:
        log.append("publish", "department", a_department(name, name=f"单位{name}", credit_code=None))
    return Caller(create(followed(tmp_path_factory.mktemp("units"), log), Site()))


def test_a_thousand_names_come_at_once(api: Caller) -> None:
    assert api.get("organization_list").result == NAMES[:1_000]
    assert api.get("organization_list", {"limit": 5_000, "offset": 1_000}).result == NAMES[1_000:]


def test_twenty_five_dicts_come_at_once(api: Caller) -> None:
    shown = api.get("organization_list", {"all_fields": "true", "limit": 1_000, "offset": 50}).result
    assert [organization["name"] for organization in shown] == NAMES[50:75]


def test_a_walk_by_offset_sees_all_of_them(api: Caller) -> None:
    seen: list[str] = []
    while page := api.get("organization_list", {"limit": 1_000, "offset": len(seen)}).result:
        seen += page
    assert seen == NAMES
