"""What the public sends in is kept for good where it arrives, and the inside collects each message once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from portal.handover.errors import HandoverError
from portal.handover.places import Places
from portal.intake import collecting
from portal.intake.message import MOST_BYTES
from portal.intake.store import Intake
from tests.handover.sending import QUESTION, collect, collected, deeds, export, put
from tests.handover.two_sides import ADMIN, Inside, Outside
from tests.support.registry import START


def test_messages_are_numbered_and_chained(tmp_path: Path) -> None:
    intake = Intake(tmp_path / "intake" / "messages.sqlite")
    put(intake, 3)
    first, second, third = intake.after(0, 10)
    assert (first.number, first.kind, first.payload, first.at) == (1, "data_question", QUESTION, START)
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert all(message.is_whole() for message in (first, second, third))
    assert intake.after(1, 1) == (second,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE message SET payload = '{}'",
        "DELETE FROM message",
        "DELETE FROM message WHERE number = 2",
        "REPLACE INTO message SELECT 2, at, kind, '{}', previous, digest FROM message WHERE number = 2",
        "INSERT INTO message SELECT 9, at, kind, '{}', previous, digest FROM message WHERE number = 2",
        "UPDATE about SET identity = 'x'",
        "DELETE FROM about",
        "DELETE FROM bundle",
        "UPDATE bundle SET sequence = 9",
    ],
)
def test_the_file_refuses_any_change(intake: Intake, outside: Outside, statement: str) -> None:
    export(outside)
    connection = sqlite3.connect(intake.path)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(statement)
    connection.close()
    assert [message.number for message in intake.after(0, 10)] == [1, 2, 3]


@pytest.mark.parametrize(("kind", "payload"), [("Question!", {}), ("", {}), ("a" * 41, {}), ("question", {"text": "长" * MOST_BYTES})])
def test_what_is_too_much_is_refused(tmp_path: Path, kind: str, payload: dict[str, Any]) -> None:
    intake = Intake(tmp_path / "messages.sqlite")
    with pytest.raises(HandoverError):
        intake.put(kind, payload, START)
    assert intake.after(0, 10) == ()


def test_many_may_write_at_once(tmp_path: Path) -> None:
    intake = Intake(tmp_path / "messages.sqlite")
    with ThreadPoolExecutor(3) as writers:
        list(writers.map(lambda _: put(intake, 10), range(3)))
    assert [message.number for message in intake.after(0, 100)] == list(range(1, 31))


def test_what_the_public_wrote_is_its_owners_only(intake: Intake) -> None:
    assert intake.path.stat().st_mode & 0o077 == 0


def test_the_intake_is_read_directly_and_each_message_once(inside: Inside) -> None:
    intake = Intake(inside.places.intake)
    put(intake, 3)
    counts = [collecting.collect_directly(inside.house.registry, ADMIN, inside.places).messages for _ in range(2)]
    put(intake)
    counts.append(collecting.collect_directly(inside.house.registry, ADMIN, inside.places).messages)
    assert counts == [3, 0, 1]
    assert deeds(inside) == [3, 1]


def test_a_bundle_of_what_was_read_directly_brings_nothing_twice(intake: Intake, inside: Inside, outside: Outside) -> None:
    both = Places(inside.home)
    both.intake.parent.mkdir(parents=True, exist_ok=True)
    both.intake.write_bytes(intake.path.read_bytes())
    collecting.collect_directly(inside.house.registry, ADMIN, both)
    put(intake)
    assert collect(inside, export(outside)) == 1


def test_without_an_intake_there_is_one_line(inside: Inside) -> None:
    with pytest.raises(HandoverError, match="no intake"):
        collecting.collect_directly(inside.house.registry, ADMIN, inside.places)


def test_an_intake_that_was_tampered_with_is_noticed(inside: Inside) -> None:
    intake = Intake(inside.places.intake)
    put(intake, 3)
    connection = sqlite3.connect(intake.path)
    connection.executescript("DROP TRIGGER message_UPDATE; UPDATE message SET payload = '{}' WHERE number = 2;")
    connection.close()
    with pytest.raises(HandoverError, match="digest"):
        collecting.collect_directly(inside.house.registry, ADMIN, inside.places)
    assert collected(inside) == []
    assert deeds(inside) == []
