"""What somebody did at the target is found, mended and told; then there is nothing more to mend."""

from copy import deepcopy
from pathlib import Path

import pytest

from portal.ckan_interop.remote.payload import ENTRY_MARK
from tests.support.deliveries import LAKES, LATE, PARKS, TREES, Delivery, whole
from tests.support.in_process_ckan import Thing
from tests.support.open_entries import BUREAU, id_of


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    return whole(tmp_path)


def mended(delivery: Delivery) -> set[tuple[str, str]]:
    report = delivery.reconcile()
    assert report.is_clean
    return {(name, receipt.act) for name, receipt in (*report.places, *report.receipts) if receipt.wrote}


def test_where_nothing_was_touched_nothing_is_written(delivery: Delivery) -> None:
    writes = delivery.ckan.writes()
    assert mended(delivery) == set()
    assert delivery.ckan.writes() == writes


def test_everything_is_mended_and_told(delivery: Delivery) -> None:
    before = deepcopy(delivery.ckan.shown())
    parks, lakes, late = (delivery.ckan.find(each["name"]) for each in (PARKS, LAKES, LATE))
    parks["title"], parks["extras"] = "改过", []
    lakes["state"] = "deleted"
    del delivery.ckan.datasets[late["id"]]
    delivery.ckan.find(TREES["name"])["state"] = "active"
    delivery.ckan.places[id_of(BUREAU)]["title"] = "改过"
    assert mended(delivery) == {
        (PARKS["name"], "updated"),
        (LAKES["name"], "restored"),
        (LATE["name"], "created"),
        (TREES["name"], "withdrawn"),
        (BUREAU, "updated"),
    }
    assert delivery.ckan.shown() == before
    assert mended(delivery) == set()


def test_a_copy_under_our_mark_is_taken_away(delivery: Delivery) -> None:
    copy = deepcopy(delivery.ckan.find(PARKS["name"])) | {"id": id_of("copy"), "name": "copied-by-hand", "resources": []}
    delivery.ckan.datasets[copy["id"]] = copy
    assert mended(delivery) == {("copied-by-hand", "withdrawn")}
    assert delivery.ckan.find("copied-by-hand")["state"] == "deleted"
    assert mended(delivery) == set()


def test_what_is_not_marked_as_ours_stays(delivery: Delivery) -> None:
    theirs = deepcopy(delivery.ckan.find(PARKS["name"])) | {"id": id_of("theirs"), "name": "theirs", "resources": []}
    theirs["extras"] = [{"key": ENTRY_MARK, "value": PARKS["id"]}, {"key": "bianmu_instance", "value": "https://another.example.cn"}]
    delivery.ckan.datasets[theirs["id"]] = theirs
    assert mended(delivery) == set()
    assert delivery.ckan.find("theirs")["state"] == "active"


def test_a_log_that_was_set_back_is_told_and_reconciled(delivery: Delivery) -> None:
    delivery.log.records = [record for record in delivery.log.records if record.subject_id != LATE["id"]][:9]
    report = delivery.push()
    assert report.trouble is not None
    assert report.trouble.code == "log"
    assert (LATE["name"], "withdrawn") in mended(delivery)
    assert delivery.push().is_clean
    assert delivery.standing().trouble is None


def test_a_target_that_always_drops_something_is_not_written_to_again(delivery: Delivery) -> None:
    original = delivery.ckan._store

    def dropping(made: Thing, role: str | None) -> Thing:
        made["extras"] = [each for each in made["extras"] if each["key"] != "frequency"]
        return original(made, role)

    delivery.ckan._store = dropping  # type: ignore[method-assign]
    delivery.ckan.find(PARKS["name"])["title"] = "改过"
    assert mended(delivery) == {(PARKS["name"], "updated")}
    assert delivery.standing().different == 1
    assert mended(delivery) == set()
