"""Open entries reach a CKAN, once, whole, and leave it again."""

from pathlib import Path

import pytest

from portal.ckan_interop.remote import ledger, state
from portal.ckan_interop.remote.payload import ENTRY_MARK, INSTANCE_MARK, extras_of
from tests.support.deliveries import LAKES, LATE, PARKS, SECRET, TREES, Delivery, first_part, second_part, whole
from tests.support.in_process_ckan import EDITOR
from tests.support.open_entries import BUREAU, SITE_URL, STATION, a_department, id_of


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    made = Delivery(tmp_path)
    first_part(made.log)
    return made


def outcome(delivery: Delivery, entry: dict[str, object]) -> ledger.Delivered:
    with state.opened(delivery.home, "city") as file:
        found = ledger.delivered(file, str(entry["id"]))
    assert found
    return found


def test_what_is_open_stands_at_the_target_under_its_own_ids(delivery: Delivery) -> None:
    report = delivery.push()
    assert report.is_clean
    assert [receipt.act for _, receipt in report.receipts] == ["created"] * 4
    parks = delivery.ckan.find(PARKS["name"])
    assert parks["id"] == PARKS["id"]
    assert [each["id"] for each in parks["resources"]] == [each["id"] for each in PARKS["document"]["distributions"]]
    assert parks["owner_org"] == id_of(BUREAU)
    assert [each["name"] for each in parks["groups"]] == ["economy", "environment"] or len(parks["groups"]) == 2
    assert extras_of(parks)[ENTRY_MARK] == PARKS["id"]
    assert extras_of(parks)[INSTANCE_MARK] == SITE_URL


def test_the_receipt_says_what_was_made_fit_and_that_nothing_differs(delivery: Delivery) -> None:
    delivery.push()
    parks, trees = outcome(delivery, PARKS).receipt, outcome(delivery, TREES).receipt
    assert {each.field: each.sent for each in parks.adjustments} == {"name": PARKS["name"], "tags": "公园、树种 乔木"}
    assert "maintainer_email" in {each.field for each in trees.adjustments}
    assert parks.differences == ()
    assert parks.seen == delivery.ckan.find(PARKS["name"])["metadata_modified"]


def test_a_second_push_asks_for_nothing(delivery: Delivery) -> None:
    delivery.push()
    asked = len(delivery.ckan.asked)
    assert (delivery.push().requests, len(delivery.ckan.asked)) == (0, asked)


def test_changes_withdrawals_and_new_entries_follow(tmp_path: Path) -> None:
    delivery = whole(tmp_path)
    assert set(delivery.ckan.shown()) == {PARKS["name"], LAKES["name"], LATE["name"]}
    assert delivery.ckan.shown()[PARKS["name"]]["title"] == "城市公园"
    assert delivery.ckan.places[id_of(STATION)]["title"] == "林业和湿地总站"
    assert delivery.ckan.find(TREES["name"])["state"] == "deleted"
    assert SECRET["id"] not in delivery.ckan.datasets
    assert outcome(delivery, TREES).receipt.seen == "deleted"
    assert outcome(delivery, SECRET).receipt.act == "purged"


def test_what_was_withdrawn_is_not_in_our_file_either(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    delivery.push()
    assert "不该公开".encode() in delivery.bytes_kept()
    second_part(delivery.log)
    delivery.push()
    assert "不该公开".encode() not in delivery.bytes_kept()


def test_withdrawals_go_first(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    delivery.push()
    second_part(delivery.log)
    assert {name for name, _ in delivery.push().receipts[:2]} == {TREES["name"], SECRET["name"]}


def test_an_entry_that_comes_back_keeps_its_id(tmp_path: Path) -> None:
    delivery = whole(tmp_path)
    delivery.log.publish(TREES)
    report = delivery.push()
    assert [(name, receipt.act) for name, receipt in report.receipts] == [(TREES["name"], "restored")]
    assert delivery.ckan.shown()[TREES["name"]]["id"] == TREES["id"]


def test_an_update_keeps_what_the_target_added(delivery: Delivery) -> None:
    delivery.push()
    theirs = delivery.ckan.find(PARKS["name"])
    delivery.ckan.places["g"] = {"id": "g", "name": "featured", "type": "group", "state": "active"}
    theirs["groups"].append({"name": "featured"})
    theirs["extras"].append({"key": "harvest_note", "value": "checked"})
    theirs["catalogue_number"] = "SH-1"
    second_part(delivery.log)
    assert delivery.push().is_clean
    now = delivery.ckan.find(PARKS["name"])
    assert now["catalogue_number"] == "SH-1"
    assert extras_of(now)["harvest_note"] == "checked"
    assert "featured" in {each["name"] for each in now["groups"]}


def test_an_editors_token_is_enough(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, token=EDITOR)
    first_part(delivery.log)
    assert delivery.push().is_clean
    assert delivery.ckan.find(PARKS["name"])["id"] != PARKS["id"]
    second_part(delivery.log)
    assert delivery.push().is_clean
    assert set(delivery.ckan.shown()) == {PARKS["name"], LAKES["name"], LATE["name"]}
    erased = delivery.ckan.find(SECRET["name"])
    assert (erased["state"], erased["resources"], erased["title"]) == ("deleted", [], SECRET["name"])
    assert delivery.push().requests == 0


def test_something_foreign_under_our_name_is_never_touched(delivery: Delivery) -> None:
    foreign = {
        "id": id_of("theirs"),
        "name": PARKS["name"],
        "state": "active",
        "title": "theirs",
        "owner_org": "x",
        "extras": [],
        "resources": [],
    }
    delivery.ckan.datasets[id_of("theirs")] = dict(foreign)
    report = delivery.push()
    assert [(name, error.kind, error.code) for name, error in report.failures] == [(PARKS["name"], "conflict", "foreign")]
    assert delivery.ckan.datasets[id_of("theirs")] == foreign
    delivery.log.end("withdraw", PARKS, "ERROR")
    assert delivery.push().is_clean
    assert delivery.ckan.datasets[id_of("theirs")] == foreign


def test_a_foreign_organization_is_used_only_when_it_is_named(delivery: Delivery) -> None:
    theirs = {"id": id_of("bureau there"), "name": BUREAU, "title": "市局", "type": "organization", "state": "active"}
    delivery.ckan.places[theirs["id"]] = dict(theirs)
    report = delivery.push()
    assert {(name, error.code) for name, error in report.failures} == {(e["name"], "organization_foreign") for e in (PARKS, SECRET, LAKES)}
    delivery.settings = {"organization": {BUREAU: BUREAU}}
    assert delivery.push().is_clean
    assert delivery.ckan.find(PARKS["name"])["owner_org"] == theirs["id"]
    assert delivery.ckan.places[theirs["id"]] == theirs


def test_a_missing_organization_is_not_made_where_that_is_not_wanted(delivery: Delivery) -> None:
    delivery.settings = {"create_organizations": False}
    assert {error.code for _, error in delivery.push().failures} == {"organization_missing"}
    assert delivery.ckan.writes() == 0


def test_groups_that_may_not_be_made_are_left_out_and_the_receipt_says_so(delivery: Delivery) -> None:
    delivery.settings = {"create_groups": False}
    assert delivery.push().is_clean
    assert delivery.ckan.find(PARKS["name"])["groups"] == []
    assert "groups" in {each.field for each in outcome(delivery, PARKS).receipt.adjustments}


def test_a_unit_that_is_no_more_takes_its_organization_with_it(tmp_path: Path) -> None:
    delivery = whole(tmp_path)
    delivery.log.end("withdraw", LATE, "OUTDATED")
    delivery.log.append("withdraw", "department", {"id": id_of(STATION)})
    assert delivery.push().is_clean
    assert delivery.ckan.places[id_of(STATION)]["state"] == "deleted"


def test_targets_know_nothing_of_one_another(tmp_path: Path) -> None:
    one, other = Delivery(tmp_path / "one"), Delivery(tmp_path / "other")
    first_part(one.log)
    first_part(other.log)
    one.ckan.tokens.clear()
    assert one.push().trouble is not None
    assert other.push().is_clean


def test_several_workers_deliver_the_same(tmp_path: Path) -> None:
    pattern, delivery = whole(tmp_path / "pattern"), Delivery(tmp_path / "several", settings={"workers": 4})
    first_part(delivery.log)
    delivery.push()
    second_part(delivery.log)
    assert delivery.push().is_clean
    assert delivery.ckan.shown() == pattern.ckan.shown()


def test_a_new_file_finds_what_was_delivered_before_and_writes_nothing(tmp_path: Path) -> None:
    delivery = whole(tmp_path)
    state.path_of(delivery.home, "city").unlink()
    writes = delivery.ckan.writes()
    assert delivery.push().is_clean
    assert delivery.ckan.writes() == writes


def test_a_renamed_unit_renames_its_organization(delivery: Delivery) -> None:
    delivery.push()
    moved = a_department("sh-wetlands", name="湿地站") | {"id": id_of(STATION), "former_slugs": [STATION]}
    delivery.log.append("publish", "department", moved)
    assert delivery.push().is_clean
    assert delivery.ckan.places[id_of(STATION)]["name"] == "sh-wetlands"
    assert delivery.ckan.find(TREES["name"])["owner_org"] == id_of(STATION)
