"""The demo: a bureau that was registered, judged and opened by the same acts as in the office."""

import ast
import itertools
import json
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ckanapi import RemoteCKAN
from sqlmodel import select

from catalog.database import Registry
from catalog.drafting import Draft
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from portal import app, transactions, worker
from portal.demo import build, files
from portal.settings import Settings
from portal.shelf import follower
from tests.support import soundness
from tests.support.in_process import ASGIApp, Caller, session
from workflows.tables import Batch, BatchEntry, Case, CaseStep

SITE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Demo:
    settings: Settings
    registry: Registry
    portal: ASGIApp
    caller: Caller
    cases: list[Case]
    entries: list[DataResource]
    versions: dict[Any, ResourceRevision]

    def open_entries(self) -> list[DataResource]:
        return [entry for entry in self.entries if entry.open_revision_id]

    def get(self, action: str, **parameters: str) -> Any:
        return self.caller.get(action, parameters).result


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    settings = Settings(home=tmp_path_factory.mktemp("demo"), site_url=SITE)
    build.build(settings)
    registry = settings.registry()
    with transactions.reading(registry) as reading:
        assert soundness.faults(reading) == []
        cases, entries = list(reading.exec(select(Case)).all()), list(reading.exec(select(DataResource)).all())
        versions = {version.id: version for version in reading.exec(select(ResourceRevision)).all()}
        portal = app.create(settings)
        yield Demo(settings, registry, portal, Caller(portal), cases, entries, versions)
    registry.engine.dispose()


def running(demo: Demo, procedure: str) -> Counter[str]:
    return Counter(case.stage for case in demo.cases if case.procedure == procedure and case.ended_at is None)


def test_at_least_25_are_open_and_15_shared_only(demo: Demo) -> None:
    assert len(demo.open_entries()) >= 25
    assert len([entry for entry in demo.entries if entry.shared_revision_id and not entry.opened_at]) >= 15


def test_there_is_an_entry_in_every_state(demo: Demo) -> None:
    at = running(demo, "registration_and_opening")
    assert set(at) >= {"office_review", "joint_review", "central_review", "bureau_decision", "drafting"}
    ended = {(case.procedure, case.outcome, case.stage) for case in demo.cases if case.ended_at}
    assert ("registration_and_opening", "refused", "refused") in ended
    assert ("withdrawal", "done", "withdrawn") in ended
    assert [entry for entry in demo.entries if entry.suspended_revision_id]
    changing = {case.subject_id for case in demo.cases if case.procedure == "change" and case.ended_at is None}
    assert changing & {entry.id for entry in demo.open_entries()}


def test_one_is_a_draft_that_no_case_knows_and_one_was_returned(demo: Demo) -> None:
    with transactions.reading(demo.registry) as reading:
        drafts = {draft.resource_id for draft in reading.exec(select(Draft)).all()}
        returned = {step.case_id for step in reading.exec(select(CaseStep)).all() if step.action == "return"}
    assert drafts - {case.subject_id for case in demo.cases}
    assert returned


def test_some_are_open_with_conditions_and_some_with_two_items_left_out(demo: Demo) -> None:
    documents = [demo.versions[entry.open_revision_id].document or {} for entry in demo.open_entries()]
    assert [one for one in documents if one["open_type"] == "2"]
    left_out = [sum(item["open_type"] == "3" for item in one["items"]) for one in documents if one["open_type"] == "1"]
    assert 2 in left_out


def test_the_datasets_of_2017_entered_in_one_batch_with_their_dates(demo: Demo) -> None:
    with transactions.reading(demo.registry) as reading:
        (batch,) = reading.exec(select(Batch)).all()
        entries = reading.exec(select(BatchEntry)).all()
    assert batch.kind == "INHERITANCE"
    assert [entry.outcome for entry in entries] == ["done"] * 20
    inherited = {case.subject_id for case in demo.cases if case.procedure == "inheritance"}
    issued = [
        {one["key"]: one["value"] for one in demo.get("package_show", id=str(identity))["extras"]}["issued"] for identity in inherited
    ]
    assert max(issued) < "2017-12-31"


def test_what_was_composed_is_marked_inside_and_only_inside(demo: Demo) -> None:
    basis = Counter((version.document or {})["fact_basis"] for version in demo.versions.values() if version.number == 1)
    assert basis["SEEN"] == 20
    assert basis["COMPOSED"] >= 45
    assert "COMPOSED" not in json.dumps(demo.get("current_package_list_with_resources", limit="1000"))


def test_the_walk_never_writes_a_table(demo: Demo) -> None:
    """The demo goes through the import and `casework`; only set-up makes people."""
    folder = Path(build.__file__).parent
    called = {
        node.func.attr
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {"add_all", "exec", "execute", "merge", "delete", "insert"}


def test_real_clients_take_exactly_the_open_entries(demo: Demo) -> None:
    transport, _ = session(demo.portal, SITE)
    with RemoteCKAN(SITE, session=transport) as ckan:
        names = ckan.action.package_list()
        packages = [ckan.action.package_show(id=name) for name in names]
    assert names == sorted(entry.name for entry in demo.open_entries())
    assert [package["name"] for package in packages] == names


def test_search_finds_each_by_any_two_neighbouring_characters_of_its_title(demo: Demo) -> None:
    missed = []
    for entry in demo.open_entries():
        title = unicodedata.normalize("NFKC", demo.versions[entry.open_revision_id].title)
        pairs = ["".join(pair) for pair in itertools.pairwise(title) if all(character.isalnum() for character in pair)]
        assert pairs
        missed += [(title, pair) for pair in pairs if entry.name not in _names(demo, pair)]
    assert missed == []


def _names(demo: Demo, words: str) -> set[str]:
    return {one["name"] for one in demo.get("package_search", q=words, rows="1000")["results"]}


def test_the_accounts_are_handed_out_to_their_owner_only(demo: Demo) -> None:
    file = demo.settings.home / build.ACCOUNTS
    accounts = json.loads(file.read_text(encoding="utf-8"))
    assert {one["account"] for one in accounts} == {one["account"] for one in files.people()}
    assert all({"account", "password", "roles", "unit"} <= one.keys() for one in accounts)
    assert len({one["password"] for one in accounts}) == len(accounts)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_shelf_verifies(demo: Demo) -> None:
    for audience in ("open", "shared"):
        read = worker.reader(demo.registry, audience)
        assert follower.verify(read, demo.settings.shelves, audience, site_url=SITE) == ()


def test_a_demo_that_was_broken_off_is_begun_anew(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "demo", site_url=SITE)
    settings.home.mkdir()
    (settings.home / "registry.sqlite").write_bytes(b"half a database")
    assert not build.is_built(settings)
