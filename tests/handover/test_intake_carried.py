"""Messages of the public carried inside in bundles: as they were sent, each once, and nothing odd is let in."""

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.handover import form, keys
from portal.handover.errors import HandoverError
from portal.intake import exporting
from portal.intake.collected import Collected
from portal.intake.store import Intake
from tests.handover.forging import Forgery, a_copy_of
from tests.handover.killed import DIED, FINISHED, do_and_die
from tests.handover.sending import collect, collected, collected_bytes, deeds, export, put, refusal
from tests.handover.two_sides import Inside, Outside
from tests.support import registry
from tests.support.registry import START

pytestmark = pytest.mark.usefixtures("intake")


def test_messages_arrive_as_they_were_sent(intake: Intake, inside: Inside, outside: Outside) -> None:
    assert collect(inside, export(outside)) == 3
    put(intake, 2)
    assert collect(inside, export(outside)) == 2
    assert Collected(inside.places.collected).after(intake.identity(), 0, 10) == intake.after(0, 10)
    assert deeds(inside) == [3, 2]


def test_where_nothing_is_new_there_is_no_bundle(intake: Intake, outside: Outside) -> None:
    key = keys.signing_key(outside.places, "outside")
    assert exporting.export(Intake(outside.home / "none.sqlite"), key, outside.home, START) is None
    export(outside)
    assert exporting.export(intake, key, outside.home, START) is None


def test_a_bundle_can_be_made_again(intake: Intake, outside: Outside) -> None:
    path = export(outside, limit=2)
    content = path.read_bytes()
    path.unlink()
    put(intake)
    assert export(outside, again=True).read_bytes() == content


def test_from_the_start_brings_nothing_twice(intake: Intake, inside: Inside, outside: Outside) -> None:
    collect(inside, export(outside))
    put(intake)
    export(outside)
    assert collect(inside, export(outside, anew=True)) == 1
    assert collected(inside) == [1, 2, 3, 4]


def test_two_nodes_have_two_intakes(intake: Intake, inside: Inside, outside: Outside, tmp_path: Path) -> None:
    other = Outside(tmp_path / "other")
    keys.make(other.places, "outside")
    trusted = inside.places.public_key("outside")
    trusted.write_bytes(trusted.read_bytes() + other.places.public_key("outside").read_bytes())
    put(Intake(other.places.intake), 2)
    collect(inside, export(outside))
    collect(inside, export(other))
    assert sorted(collected(inside)) == [1, 1, 2, 2, 3]


FAULTS: dict[str, tuple[Callable[[Forgery], object], str]] = {
    "content not of its digest": (lambda it: it.records[1]["payload"].update(text="x"), "record_content"),
    "one left out": (lambda it: it.records.pop(1), "record_order"),
    "the last left out": (lambda it: it.records.pop(), "record_order"),
    "out of order": (lambda it: it.records.reverse(), "record_order"),
    "a chain that is broken": (lambda it: it.records[1].update(previous="1" * 64), "record_order"),
    "a field too many": (lambda it: it.records[0].update(colour="green"), "record_form"),
    "a kind that is none": (lambda it: it.records[0].update(kind="../x"), "record_form"),
}


def test_the_same_order_holds_as_for_publications(intake: Intake, inside: Inside, outside: Outside) -> None:
    first = export(outside)
    put(intake)
    second = export(outside)
    put(intake)
    third = export(outside)
    assert refusal(inside, second) == "gap_at_start"
    collect(inside, first)
    assert refusal(inside, first) == "replay"
    assert refusal(inside, third) == "gap"
    collect(inside, second)
    collect(inside, third)
    assert collected(inside) == [1, 2, 3, 4, 5]


def test_a_publication_is_no_intake_and_the_other_way_round(inside: Inside, outside: Outside) -> None:
    bundle = inside.export()
    both = inside.places.public_key("outside")
    both.write_bytes(both.read_bytes() + inside.places.public_key("inside").read_bytes())
    assert refusal(inside, bundle) == "wrong_kind"
    both = outside.places.public_key("inside")
    both.write_bytes(both.read_bytes() + outside.places.public_key("outside").read_bytes())
    with pytest.raises(HandoverError, match="wanted"):
        outside.take_in(export(outside))


def test_a_bundle_sealed_with_another_key_is_refused(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    forged = a_copy_of(export(outside)).write(tmp_path / "forged.tar", Ed25519PrivateKey.generate())
    assert refusal(inside, forged) == "signature"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(1, 255))
def test_one_byte_changed_anywhere_is_refused(inside: Inside, outside: Outside, tmp_path: Path, place: float, bit: int) -> None:
    whole = tmp_path / "whole.tar"
    if not whole.exists():
        export(outside).rename(whole)
    content = bytearray(whole.read_bytes())
    content[int(place * len(content))] ^= bit
    (tmp_path / "changed.tar").write_bytes(content)
    with pytest.raises(HandoverError):
        collect(inside, tmp_path / "changed.tar")
    assert collected_bytes(inside) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_messages_that_break_a_promise_are_refused(inside: Inside, outside: Outside, tmp_path: Path, fault: str) -> None:
    change, code = FAULTS[fault]
    forgery = a_copy_of(export(outside))
    change(forgery)
    path = forgery.with_records().write(tmp_path / "odd.tar", keys.signing_key(outside.places, "outside"))
    assert refusal(inside, path) == code


def test_a_message_that_differs_from_the_collected_one_is_refused(inside: Inside, outside: Outside) -> None:
    collect(inside, export(outside))
    connection = sqlite3.connect(inside.places.collected)
    connection.execute("UPDATE message SET digest = ? WHERE number = 2", ("1" * 64,))
    connection.commit()
    connection.close()
    assert refusal(inside, export(outside, anew=True)) == "message_differs"


def test_files_beside_the_messages_are_no_part_of_an_intake(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    forgery = a_copy_of(export(outside))
    content = forgery.blocks[0][form.BLOCK :][: forgery.manifest["files"][0]["size"]]
    more = forgery.with_files((form.RECORDS, content), (f"files/{hashlib.sha256(b'x').hexdigest()}", b"x"))
    assert refusal(inside, more.write(tmp_path / "more.tar", keys.signing_key(outside.places, "outside"))) == "odd_name"


def test_killed_while_collecting_nothing_is_lost_and_nothing_is_twice(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    bundle = export(outside)
    inside.house.registry.engine.dispose()

    def collect_in(home: Path) -> None:
        house = registry.opened(f"sqlite:///{home / 'registry.sqlite'}")
        collect(Inside(house, home), bundle)
        house.registry.engine.dispose()

    whole = Path(copytree(inside.home, tmp_path / "whole"))
    ended, steps = do_and_die(lambda: collect_in(whole))
    assert ended == FINISHED
    assert steps > 10
    for step in range(1, steps + 1):
        home = Path(copytree(inside.home, tmp_path / f"step-{step}"))
        assert do_and_die(lambda home=home: collect_in(home), step) == (DIED, 0)  # type: ignore[misc]
        there = Inside(registry.opened(f"sqlite:///{home / 'registry.sqlite'}"), home)
        if collected(there):
            assert deeds(there)[-1] == 3
        else:
            collect(there, bundle)
        assert collected(there) == [1, 2, 3]
        there.house.registry.engine.dispose()
