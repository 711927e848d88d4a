"""`bianmu remote …` and the worker's part, over a real registry and a CKAN in this process."""

import json
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from catalog import publication_log
from portal.ckan_interop.remote import keeping_up
from portal.ckan_interop.remote.delivery import push
from portal.ckan_interop.remote.reconciling import reconcile
from portal.cli import remote
from portal.cli.registry import registry
from portal.settings import Settings
from tests.support.deliveries import LAKES, PARKS, URL, Delivery, first_part
from tests.support.in_process_ckan import SYSADMIN
from tests.support.registry import KEY, House

WELL = f'[[remote]]\nname = "city"\nkind = "ckan"\nurl = "{URL}"\ntoken_file = "token"\n'


@pytest.fixture
def delivery(tmp_path: Path, sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Delivery]:
    made = Delivery(tmp_path)
    first_part(made.log)
    with sqlite_house.writing() as session:
        for record in made.log.records:
            publication_log.append(session, record.act, "open", record.subject_kind, uuid.UUID(record.subject_id), record.content or {})
    (tmp_path / "audit.key").write_bytes(KEY)
    (tmp_path / "remotes.toml").write_text(WELL)
    monkeypatch.setenv("BIANMU_HOME", str(tmp_path))
    monkeypatch.setenv("BIANMU_LOCALE", "en")
    monkeypatch.setattr(remote, "push", partial(push, connect=made.line.connect))
    monkeypatch.setattr(remote, "reconcile", partial(reconcile, connect=made.line.connect))
    monkeypatch.setattr(keeping_up, "push", partial(push, connect=made.line.connect))
    yield made
    registry().engine.dispose()
    registry.cache_clear()


def say(*words: str) -> Result:
    return CliRunner().invoke(remote.app, list(words))


def test_push_says_what_it_did_and_then_that_nothing_was_left(delivery: Delivery) -> None:
    first = say("push")
    assert first.exit_code == 0
    assert f"city: {PARKS['name']} created" in first.output
    assert "city: 4 read back, 4 written, 0 failed." in first.output
    assert say("push", "city").output == "city: 0 read back, 0 written, 0 failed.\n"


def test_reconcile_says_what_it_mended(delivery: Delivery) -> None:
    say("push")
    delivery.ckan.find(LAKES["name"])["title"] = "改过"
    mended = say("reconcile", "city")
    assert mended.exit_code == 0
    assert f"city: {LAKES['name']} updated" in mended.output
    assert delivery.ckan.find(LAKES["name"])["title"] == LAKES["document"]["title"]


def test_status_tells_programs_what_failed_and_retry_mends_it(delivery: Delivery) -> None:
    delivery.meet("409", "package_create")
    assert say("push").exit_code == 1
    status = say("status", "--json")
    assert status.exit_code == 1
    told = json.loads(status.output)
    assert (told["shown"], told["waiting"], told["number"], told["head"]) == (3, 0, 6, 6)
    (failed,) = told["failures"]
    assert (failed["kind"], failed["reason"]) == ("invalid", "The target refuses the content: title: ['Not today']")
    assert say("retry", "city", failed["name"].replace("-", "/")).exit_code == 0
    assert say("status").exit_code == 0
    assert len(delivery.ckan.shown()) == 4


def test_what_nobody_knows_cannot_be_tried_again(delivery: Delivery) -> None:
    say("push")
    answer = say("retry", "city", "307001002/999999")
    assert (answer.exit_code, answer.output) == (1, "“307001002/999999” was never on its way to “city”.\n")


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("", "There are no targets; name them in remotes.toml.\n"),
        (WELL + "worker = 2\n", "remotes.toml: city: unknown key “worker”\n"),
    ],
)
def test_a_mistake_is_one_line_and_wrong_usage(delivery: Delivery, toml: str, line: str) -> None:
    (delivery.home / "remotes.toml").write_text(toml)
    for command in ("push", "status", "reconcile"):
        answer = say(command)
        assert (answer.exit_code, answer.output) == (2, line)
    assert keeping_up.keep_up_once(registry(), Settings()) == 0


def test_a_missing_token_is_one_line(delivery: Delivery) -> None:
    (delivery.home / "token").unlink()
    answer = say("push")
    assert answer.exit_code == 1
    assert answer.output == f"city: The token file {delivery.home / 'token'} cannot be read or is empty.\n"
    assert keeping_up.keep_up_once(registry(), Settings()) == 0


def test_the_worker_delivers_what_is_due_and_then_asks_nothing(delivery: Delivery) -> None:
    assert keeping_up.keep_up_once(registry(), Settings()) == 4
    asked = len(delivery.ckan.asked)
    assert keeping_up.keep_up_once(registry(), Settings()) == 0
    assert len(delivery.ckan.asked) == asked
    assert SYSADMIN not in say("status", "--json").output
