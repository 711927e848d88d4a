"""Whatever goes wrong on the way: nothing is lost, nothing is there twice, and in the end all is as without it."""

import time
from pathlib import Path

import pytest

from portal.ckan_interop.remote import connection
from portal.ckan_interop.remote.refusals import LaterError
from tests.support.deliveries import PARKS, TREES, Delivery, first_part, second_part, whole
from tests.support.in_process_ckan import SYSADMIN

PASSING = ("refused", "hang", "500", "502", "half", "lost")
ACTIONS = ("package_show", "package_create", "package_update", "package_delete", "dataset_purge", "organization_create", "group_show")
OF_THE_WAY = ("status_show", "user_show")


def assert_same(delivery: Delivery, pattern: Delivery) -> None:
    assert delivery.ckan.shown() == pattern.ckan.shown()
    assert {key: each["state"] for key, each in delivery.ckan.datasets.items()} == {
        key: each["state"] for key, each in pattern.ckan.datasets.items()
    }
    assert delivery.ckan.places == pattern.ckan.places
    assert delivery.push().writes == 0


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    return whole(tmp_path_factory.mktemp("pattern"))


@pytest.mark.parametrize("action", [*ACTIONS, *OF_THE_WAY])
@pytest.mark.parametrize("kind", PASSING)
def test_a_passing_fault_leaves_no_trace(tmp_path: Path, pattern: Delivery, kind: str, action: str) -> None:
    delivery = Delivery(tmp_path)
    for part in (first_part, second_part):
        part(delivery.log)
        delivery.meet(kind, action, times=2)
        delivery.push_until_done()
    assert [fault.times for fault in delivery.line.faults if fault.kind == kind].count(2) < 2, "the fault was never met"
    assert_same(delivery, pattern)


@pytest.mark.parametrize("kind", PASSING)
def test_a_target_that_is_away_is_left_alone_until_the_pause_is_over(tmp_path: Path, kind: str) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    delivery.meet(kind, "status_show", times=3)
    for pause in (30, 60, 120):
        asked = len(delivery.line.faults)
        assert delivery.push(patient=True).trouble is not None
        delivery.wait(seconds=pause - 1)
        assert delivery.push(patient=True).requests == 0
        delivery.wait(seconds=1)
        assert len(delivery.line.faults) == asked
    assert delivery.push(patient=True).is_clean
    assert delivery.standing().trouble is None


@pytest.mark.parametrize(("kind", "why"), [("409", "invalid"), ("403", "forbidden")])
@pytest.mark.parametrize("action", ["package_create", "package_update"])
def test_what_a_person_has_to_see_to_is_not_tried_again_by_itself(
    tmp_path: Path, pattern: Delivery, kind: str, why: str, action: str
) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    if action == "package_update":
        delivery.push()
    second_part(delivery.log)
    delivery.meet(kind, action)
    report = delivery.push()
    assert [error.kind for _, error in report.failures] == [why]
    (failed,) = delivery.standing().failures
    assert failed.not_before is None
    asked = len(delivery.ckan.asked)
    delivery.wait(days=2)
    delivery.push(patient=True)
    assert len(delivery.ckan.asked) == asked
    delivery.retry(failed.name)
    assert delivery.push().is_clean
    assert delivery.ckan.shown() == pattern.ckan.shown()


def test_a_refused_withdrawal_is_never_given_up(tmp_path: Path, pattern: Delivery) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    delivery.push()
    second_part(delivery.log)
    delivery.meet("403", "package_delete", times=2)
    assert [name for name, _ in delivery.push().failures] == [TREES["name"]]
    delivery.push_until_done()
    assert_same(delivery, pattern)


def test_an_expired_token_stops_the_run_and_blames_no_entry(tmp_path: Path, pattern: Delivery) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    delivery.meet("expired", "package_create")
    report = delivery.push()
    assert report.trouble is not None
    assert (report.trouble.code, report.failures, len(report.receipts)) == ("token", [], 0)
    assert SYSADMIN not in f"{report.trouble} {delivery.standing()}"
    delivery.ckan.tokens[SYSADMIN] = "sysadmin"
    second_part(delivery.log)
    delivery.push_until_done()
    assert delivery.ckan.shown() == pattern.ckan.shown()


def test_a_name_taken_between_looking_and_making_is_a_conflict(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path)
    first_part(delivery.log)
    delivery.meet("hang", "package_create", times=0)
    hidden = {"id": "x", "name": PARKS["name"], "state": "active", "owner_org": "", "extras": [], "resources": [], "private": True}
    shown = delivery.ckan.find
    delivery.ckan.datasets["x"] = hidden
    delivery.ckan.find = lambda key: shown(key) if key != PARKS["name"] else shown("nothing")  # type: ignore[method-assign]
    assert [(name, error.code) for name, error in delivery.push().failures] == [(PARKS["name"], "hidden")]


def test_an_answer_that_drips_is_cut_off_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.1)
    delivery = Delivery(tmp_path, settings={"timeout_seconds": 1})
    first_part(delivery.log)
    delivery.meet("drip", "package_create")
    begun = time.monotonic()
    report = delivery.push()
    assert time.monotonic() - begun < 10
    assert report.is_clean, "it was made all the same, and found when looked for"
    assert len(delivery.ckan.shown()) == 4


def test_the_token_never_shows(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path)
    line = connection.Connection(delivery.target, SYSADMIN, delivery.line.connect(delivery.target))
    delivery.meet("502", "package_show")
    with pytest.raises(LaterError) as caught:
        line.call("package_show", {"id": "x"})
    assert str(caught.value) == "The target's answer makes no sense (package_show: HTTP 502); whether it acted is unknown."
    assert line._safe(f"Bearer {SYSADMIN}") == "Bearer ***"
