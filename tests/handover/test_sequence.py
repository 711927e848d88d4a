"""Which bundle may follow which: every other order is refused, each with its own line, and nothing changes."""

import shutil
from pathlib import Path

import pytest

from portal.handover import inbox, keys
from portal.handover.errors import HandoverError
from tests.handover.forging import a_copy_of, the_key
from tests.handover.two_sides import Inside, Outside, an_inside, an_outside, carry_key


def refusal(outside: Outside, bundle: Path, audience: str = "open") -> HandoverError:
    before = outside.everything()
    with pytest.raises(HandoverError) as refused:
        outside.take_in(bundle, audience)
    assert outside.everything() == before
    return refused.value


def three_bundles(inside: Inside) -> tuple[Path, Path, Path]:
    first = inside.export()
    inside.open_entry("公园之三")
    second = inside.export()
    inside.open_entry("公园之四")
    return first, second, inside.export()


def numbers(outside: Outside) -> list[int]:
    return [record.number for record in inbox.reader(outside.places.inbox, "open")(0, 1000)]


def test_bundles_are_imported_one_after_the_other(inside: Inside, outside: Outside) -> None:
    assert [outside.take_in(bundle) for bundle in three_bundles(inside)] == [5, 1, 1]
    assert numbers(outside) == [1, 3, 5, 8, 10, 12, 14]


def test_a_bundle_that_was_imported_is_not_imported_again(inside: Inside, outside: Outside) -> None:
    first, second, _ = three_bundles(inside)
    outside.take_in(first)
    assert refusal(outside, first).code == "replay"
    outside.take_in(second)
    assert {refusal(outside, bundle).code for bundle in (first, second)} == {"replay"}


def test_a_bundle_before_its_turn_is_refused(inside: Inside, outside: Outside) -> None:
    first, second, third = three_bundles(inside)
    assert refusal(outside, second).code == "gap_at_start"
    outside.take_in(first)
    assert refusal(outside, third).parameters == {"first": 2, "last": 2}
    outside.take_in(second)
    outside.take_in(third)


def test_a_bundle_older_than_the_last_is_refused(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    first, second, _ = three_bundles(inside)
    outside.take_in(first)
    outside.take_in(second)
    older = a_copy_of(first)
    older.manifest["made_at"] = "2026-03-01T00:00:00.000000+00:00"
    assert refusal(outside, older.write(tmp_path / "older.tar", the_key(inside.places))).code == "rollback"


@pytest.mark.parametrize("change", [{"previous": "1" * 64}, {"after": {"number": 9, "digest": "1" * 64}}], ids=["bundle", "record"])
def test_a_bundle_that_follows_another_is_refused(inside: Inside, outside: Outside, tmp_path: Path, change: dict[str, object]) -> None:
    first, second, _ = three_bundles(inside)
    outside.take_in(first)
    other = a_copy_of(second)
    other.manifest |= change
    assert refusal(outside, other.write(tmp_path / "other.tar", the_key(inside.places))).code == "fork"


def test_a_house_set_back_to_an_older_state_is_noticed(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    outside.take_in(inside.export())
    inside.house.registry.engine.dispose()
    older = Path(shutil.copytree(inside.home, tmp_path / "older"))
    inside.open_entry("公园之三")
    outside.take_in(inside.export())
    inside.house.registry.engine.dispose()
    for name in ("registry.sqlite", "registry.sqlite-wal", "registry.sqlite-shm"):
        (inside.home / name).unlink(missing_ok=True)
    shutil.copyfile(older / "registry.sqlite", inside.home / "registry.sqlite")
    (inside.home / "disc" / "bianmu-open-000002-12-12.tar").unlink()
    inside.open_entry("另一个公园")
    assert refusal(outside, inside.export()).code == "rollback"
    inside.open_entry("再一个公园")
    assert refusal(outside, inside.export()).code == "fork"
    assert refusal(outside, inside.export(anew=True)).code == "behind"


def test_a_bundle_of_another_registry_is_refused(inside: Inside, outside: Outside, tmp_path: Path, sqlite_template: Path) -> None:
    outside.take_in(inside.export())
    other = an_inside(tmp_path / "other", sqlite_template)
    shutil.copyfile(inside.places.private_key("inside"), other.places.private_key("inside"))
    bundle = other.export()
    other.house.registry.engine.dispose()
    assert refusal(outside, bundle).code == "foreign_instance"


def test_a_bundle_for_others_is_refused(inside: Inside, outside: Outside) -> None:
    shared = inside.export("shared")
    assert refusal(outside, shared).code == "wrong_audience"
    assert outside.take_in(shared, "shared") == 5


def test_each_audience_has_bundles_of_its_own(inside: Inside, outside: Outside) -> None:
    for audience in ("open", "shared"):
        outside.take_in(inside.export(audience), audience)
    inside.open_entry("公园之三")
    for audience in ("shared", "open"):
        outside.take_in(inside.export(audience), audience)
    assert len(numbers(outside)) == 6


def test_a_bundle_from_the_start_mends_a_lost_one(inside: Inside, outside: Outside) -> None:
    first, _, third = three_bundles(inside)
    outside.take_in(first)
    assert refusal(outside, third).code == "gap"
    assert outside.take_in(inside.export(anew=True)) == 7
    inside.open_entry("公园之五")
    outside.take_in(inside.export())
    assert numbers(outside) == [1, 3, 5, 8, 10, 12, 14, 16]
    assert refusal(outside, first).code == "replay"
    assert refusal(outside, third).code == "rollback"


def test_a_new_node_begins_with_a_bundle_from_the_start(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    for bundle in three_bundles(inside):
        outside.take_in(bundle)
    node = an_outside(tmp_path / "new", inside)
    whole = inside.export(anew=True)
    assert node.take_in(whole) == outside.take_in(whole) == 7
    assert numbers(node) == numbers(outside)


def test_a_bundle_from_the_start_that_ends_too_early_is_refused(inside: Inside, outside: Outside) -> None:
    for bundle in three_bundles(inside):
        outside.take_in(bundle)
    assert refusal(outside, inside.export(anew=True, limit=2)).code == "behind"


def test_a_key_can_be_changed(inside: Inside, outside: Outside) -> None:
    first = inside.export()
    old = inside.places.public_key("inside").read_bytes()
    inside.places.private_key("inside").unlink()
    keys.make(inside.places, "inside")
    inside.open_entry("公园之三")
    second = inside.export()
    outside.take_in(first)
    assert refusal(outside, second).code == "signature"
    outside.places.public_key("inside").write_bytes(old + inside.places.public_key("inside").read_bytes())
    outside.take_in(second)


def test_without_the_public_key_nothing_is_imported(inside: Inside, outside: Outside) -> None:
    bundle = inside.export()
    outside.places.public_key("inside").unlink()
    assert refusal(outside, bundle).code == "public_key_missing"
    outside.places.public_key("inside").write_text("not a key")
    assert refusal(outside, bundle).code == "key_unreadable"
    carry_key(inside.places, outside.places, "inside")
    outside.take_in(bundle)
