"""The demo's open entries at a real CKAN: delivered, withdrawn, meddled with, mended, loaded by CKAN's own tool.

Runs where BIANMU_TEST_CKAN_URL and BIANMU_TEST_CKAN_TOKEN (a sysadmin's) name one that may be written to; what it makes there it takes
away again.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound

from catalog import digest, publication_log
from catalog.clock import SystemClock
from catalog.publication_log import Record
from portal import transactions
from portal.ckan_interop.remote import state
from portal.ckan_interop.remote.delivery import Report, Source, push
from portal.ckan_interop.remote.payload import INSTANCE_MARK, extras_of
from portal.ckan_interop.remote.receipts import from_json
from portal.ckan_interop.remote.reconciling import reconcile
from portal.ckan_interop.remote.targets import Target
from portal.demo import build
from portal.settings import Settings
from portal.shelf.store import Shelf

URL, TOKEN = os.environ.get("BIANMU_TEST_CKAN_URL", ""), os.environ.get("BIANMU_TEST_CKAN_TOKEN", "")
INSTANCE = "urn:bianmu:test"
pytestmark = pytest.mark.skipif(not (URL and TOKEN), reason="BIANMU_TEST_CKAN_URL and BIANMU_TEST_CKAN_TOKEN name no CKAN to be written to")


@dataclass
class RealCkan:
    """The demo's open log and the CKAN; records can be added to the log."""

    settings: Settings
    records: list[Record]
    remote: RemoteCKAN

    @property
    def target(self) -> Target:
        return Target("real", URL.rstrip("/"), self.settings.home / "token", instance=INSTANCE, plain_http=True)

    @property
    def source(self) -> Source:
        return Source(self.read, self.settings.home, self.settings.site_url, SystemClock())

    def read(self, after: int, limit: int) -> Sequence[Record]:
        return [record for record in self.records if record.number > after][:limit]

    def withdraw(self, entry: str) -> None:
        last, was = self.records[-1], next(record.content or {} for record in reversed(self.records) if record.subject_id == entry)
        content = {key: was[key] for key in ("id", "code", "name")} | {"ended_on": "2026-12-01", "reason": "OUTDATED"}
        at = last.at + timedelta(seconds=1)
        self.records.append(Record(last.number + 1, at, "open", "withdraw", "entry", entry, content, digest.of(content)))

    def push(self) -> Report:
        report = push(self.target, self.source)
        assert report is not None
        return report

    def ask(self, action: str, **data: Any) -> Any:
        return self.remote.call_action(action, data, requests_kwargs={"timeout": (5, 60)})

    def clear(self) -> None:
        """Take away everything under the mark of these tests."""
        found = self.ask("package_search", fq=f'{INSTANCE_MARK}:"{INSTANCE}"', rows=1000, include_private=True)["results"]
        for each in found:
            self.ask("dataset_purge", id=each["id"])
        for kind in ("organization", "group"):
            for name in self.ask(f"{kind}_list"):
                if extras_of(self.ask(f"{kind}_show", id=name)).get(INSTANCE_MARK) == INSTANCE:
                    self.ask(f"{kind}_purge", id=name)

    def delivered(self, *, gone: bool = False) -> dict[str, str]:
        """The id there of every entry that stands there, or of those that stand there no more; by entry."""
        with state.opened(self.settings.home, "real") as file:
            return dict(file.execute("SELECT id, remote_id FROM delivery WHERE shown <> ? ORDER BY name", (gone,)))


@pytest.fixture(scope="module")
def ckan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCkan]:
    settings = Settings(home=tmp_path_factory.mktemp("demo"), site_url="https://data.example.org.cn")
    build.build(settings)
    (settings.home / "token").write_text(TOKEN)
    registry = settings.registry()
    with transactions.reading(registry) as session:
        records = list(publication_log.records_after(session, "open", 0, 100_000))
    registry.engine.dispose()
    with RemoteCKAN(URL, apikey=TOKEN) as remote:
        made = RealCkan(settings, records, remote)
        made.clear()
        yield made
        # Deleted ones too: they keep the ids of their resources from being used again.
        for remote_id in (*made.delivered().values(), *made.delivered(gone=True).values()):
            with suppress(NotFound):
                made.ask("dataset_purge", id=remote_id)
        made.clear()


def test_1_every_open_entry_is_delivered_and_reads_back_equal(ckan: RealCkan) -> None:
    report = ckan.push()
    assert report.is_clean, report.failures
    with Shelf(ckan.settings.shelves, "open").read() as snapshot:
        assert set(ckan.delivered()) == {json.loads(snapshot.package(name) or b"")["id"] for name in snapshot.names(None, 0)}
    assert {receipt.differences for _, receipt in report.receipts} == {()}
    assert len([receipt for _, receipt in report.receipts if receipt.act == "created"]) >= 25


def test_2_a_second_push_asks_nothing_and_a_new_file_writes_nothing(ckan: RealCkan) -> None:
    assert ckan.push().requests == 0
    state.path_of(ckan.settings.home, "real").unlink()
    again = ckan.push()
    assert again.is_clean
    assert (again.writes, again.requests > 25) == (0, True)


def test_3_three_withdrawn_entries_are_gone_there(ckan: RealCkan) -> None:
    gone = dict(list(ckan.delivered().items())[:3])
    for entry in gone:
        ckan.withdraw(entry)
    report = ckan.push()
    assert report.is_clean
    assert [receipt.act for _, receipt in report.receipts] == ["withdrawn"] * 3
    with RemoteCKAN(URL) as anonymous:
        for remote_id in gone.values():
            with pytest.raises((NotFound, NotAuthorized)):
                anonymous.call_action("package_show", {"id": remote_id}, requests_kwargs={"timeout": (5, 60)})


def test_4_what_is_changed_there_is_mended(ckan: RealCkan) -> None:
    changed, deleted, purged, *_ = ckan.delivered().values()
    ckan.ask("package_patch", id=changed, title="改过", extras=[])
    ckan.ask("package_delete", id=deleted)
    ckan.ask("dataset_purge", id=purged)
    report = reconcile(ckan.target, ckan.source)
    assert report.is_clean
    assert sorted(receipt.act for _, receipt in report.receipts if receipt.wrote) == ["created", "restored", "updated"]
    assert reconcile(ckan.target, ckan.source).writes == 0


def test_5_a_copy_made_there_under_our_mark_is_taken_away(ckan: RealCkan) -> None:
    pattern = ckan.ask("package_show", id=next(iter(ckan.delivered().values())))
    ckan.ask("package_create", name="copied-by-hand", owner_org=pattern["owner_org"], extras=pattern["extras"])
    report = reconcile(ckan.target, ckan.source)
    assert [(name, receipt.act) for name, receipt in report.receipts if receipt.wrote] == [("copied-by-hand", "withdrawn")]
    ckan.ask("dataset_purge", id="copied-by-hand")


def test_6_ckanapi_loads_a_dump_of_ours(ckan: RealCkan, tmp_path: Path) -> None:
    with Shelf(ckan.settings.shelves, "open").read() as snapshot:
        lines = [snapshot.package(name) or b"" for name in snapshot.names(None, 0)]
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(b"\n".join(lines) + b"\n")
    # The tool starts its workers by the bare name.
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = ["ckanapi", "load", "datasets", "-r", URL, "-a", TOKEN, "-I", str(dump), "-p", "1"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "Validation" not in done.stdout + done.stderr
    for line in lines:
        sent = json.loads(line)
        found = ckan.ask("package_show", id=sent["id"])
        assert (found["title"], found["state"], len(found["resources"])) == (sent["title"], "active", len(sent["resources"]))
    report = reconcile(ckan.target, ckan.source)
    assert report.is_clean
    assert len([receipt for _, receipt in report.receipts if receipt.act == "withdrawn"]) == 3


def test_7_an_erased_entry_leaves_nothing(ckan: RealCkan) -> None:
    entry, remote_id = next(iter(ckan.delivered().items()))
    ckan.withdraw(entry)
    last = ckan.records[-1]
    ckan.records[-1] = Record(last.number, last.at, "open", "erase", "entry", entry, last.content, last.digest)
    assert [receipt.act for _, receipt in ckan.push().receipts] == ["purged"]
    with pytest.raises(CKANAPIError):
        ckan.ask("package_show", id=remote_id)


def test_8_every_receipt_names_what_was_made_fit(ckan: RealCkan) -> None:
    with state.opened(ckan.settings.home, "real") as file:
        kept = [from_json(receipt) for (receipt,) in file.execute("SELECT receipt FROM delivery WHERE shown")]
    assert all(receipt.seen and "name" in {each.field for each in receipt.adjustments} for receipt in kept)
