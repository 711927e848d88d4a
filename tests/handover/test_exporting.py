"""Making bundles: each record goes out once, the same bundle can be made again, and nothing that ended goes out."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from catalog import audit, publication
from catalog.errors import NotPermittedError
from catalog.journal import AuditRecord
from portal.handover import carriers, dispatches, exporting, keys, receipts
from portal.handover.errors import HandoverError
from portal.handover.instance import identity
from portal.handover.limits import Limits
from portal.handover.writing import Made
from portal.shelf.store import Shelf
from tests.handover.forging import a_copy_of
from tests.handover.two_sides import ADMIN, Inside, an_outside, everything
from tests.support import registry
from tests.support.entries import a_bureau
from tests.support.registry import START, House, somebody


def refusal(inside: Inside, **wanted: object) -> str:
    before = everything(inside.home / "disc") if (inside.home / "disc").exists() else {}
    with pytest.raises(HandoverError) as refused:
        inside.export(**wanted)
    assert everything(inside.home / "disc") == before
    return refused.value.code


def exports(inside: Inside) -> list[AuditRecord]:
    with inside.house.reading() as session:
        return list(session.exec(select(AuditRecord).where(col(AuditRecord.action) == dispatches.EXPORTED)).all())


def test_an_export_is_a_deed_of_a_person(inside: Inside) -> None:
    path = inside.export()
    (deed,) = exports(inside)
    assert (deed.actor_name, deed.subject_kind, deed.subject_id) == ("carrier", "handover", "open")
    assert (deed.detail["records"], deed.detail["last"]["number"]) == (5, 10)
    assert path.name == "bianmu-open-000001-1-10.tar"
    with inside.house.reading() as session:
        assert list(audit.verify(session)) == []


def test_each_record_goes_out_once(inside: Inside) -> None:
    first = a_copy_of(inside.export(limit=2))
    second = a_copy_of(inside.export(limit=2))
    rest = a_copy_of(inside.export())
    assert [record["number"] for bundle in (first, second, rest) for record in bundle.records] == [1, 3, 5, 8, 10]
    assert second.manifest["after"]["number"] == 3
    assert inside.try_to_export() is None
    assert len(exports(inside)) == 3


def test_where_nothing_was_ever_published_there_is_nothing_to_export(tmp_path: Path, sqlite_template: Path) -> None:
    empty = Inside(registry.on_sqlite(tmp_path, sqlite_template), tmp_path)
    keys.make(empty.places, "inside")
    assert empty.try_to_export() is None
    empty.house.registry.engine.dispose()


def test_the_last_bundle_can_be_made_again_byte_for_byte(inside: Inside) -> None:
    inside.export(limit=2)
    path = inside.export(limit=1)
    content = path.read_bytes()
    inside.open_entry("公园之三")
    path.unlink()
    assert inside.export(again=True).read_bytes() == content
    assert len(exports(inside)) == 2


def test_killed_before_the_bundle_has_its_name_it_is_made_again(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: Made) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Made, "release", killed)
        with pytest.raises(KeyboardInterrupt):
            inside.export()
    assert list((inside.home / "disc").iterdir()) == []
    assert inside.try_to_export() is None
    assert len(a_copy_of(inside.export(again=True)).records) == 5


def test_what_was_withdrawn_since_cannot_be_made_again(inside: Inside) -> None:
    entry = inside.open_entry("要撤回的公园")
    inside.export().unlink()
    inside.end(entry)
    assert refusal(inside, again=True) == "not_the_same"


def test_what_ended_is_not_carried_out(inside: Inside) -> None:
    withdrawn, suspended, erased = (inside.open_entry(f"不该带出的公园{number}") for number in range(3))
    inside.end(withdrawn, "PRIVACY")
    inside.do(publication.suspend, suspended, "REVIEW")
    inside.do(publication.erase, erased, "SECRECY")
    inside.do(publication.restore, suspended)
    bundle = inside.export()
    content = bundle.read_bytes().decode("utf-8", "replace")
    assert "不该带出的公园0" not in content
    assert "不该带出的公园2" not in content
    told = [(record["subject_id"], record["act"], record["content"] is None) for record in a_copy_of(bundle).records]
    of = {entry.id: [(act, empty) for subject, act, empty in told if subject == str(entry.id)] for entry in (withdrawn, suspended, erased)}
    assert of[withdrawn.id] == [("publish", True), ("withdraw", False)]
    assert of[suspended.id] == [("publish", True), ("suspend", False), ("publish", False)]
    assert of[erased.id] == [("publish", True), ("erase", False)]


def test_a_bundle_that_is_there_is_not_overwritten(inside: Inside) -> None:
    path = inside.export()
    assert refusal(inside, again=True) == "bundle_exists"
    assert path.exists()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"again": True}, "nothing_exported"),
        ({"again": True, "anew": True}, "again_or_anew"),
        ({"limits": Limits(one_file=100)}, "too_large"),
    ],
    ids=["again before the first", "again and anew", "more than the other side takes"],
)
def test_what_cannot_be_exported_is_refused(inside: Inside, wanted: dict[str, object], code: str) -> None:
    assert refusal(inside, **wanted) == code
    assert exports(inside) == []


def test_two_exports_at_once_make_one_bundle(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    remember = exporting._remember

    def overtaken(*facts: object) -> None:
        monkeypatch.setattr(exporting, "_remember", remember)
        inside.exported("shared")
        inside.exported(limit=1)
        remember(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(exporting, "_remember", overtaken)
    with pytest.raises(HandoverError, match="Another process"):
        inside.export()
    assert [deed.detail["records"] for deed in exports(inside)] == [5, 1]
    assert len(list((inside.home / "disc").iterdir())) == 2


def test_a_registry_is_known_by_its_first_deed(inside: Inside) -> None:
    with inside.house.reading() as session:
        before = identity(session)
    inside.open_entry("公园之三")
    with inside.house.reading() as session:
        assert identity(session) == before


def test_only_an_administrator_carries(inside: Inside) -> None:
    with pytest.raises(NotPermittedError):
        carriers.require(somebody("officer", "officer"))


def test_both_databases_give_the_same_to_the_outside(house: House, tmp_path: Path) -> None:
    inside = Inside(house, tmp_path / "inside")
    inside.home.mkdir()
    keys.make(inside.places, "inside")
    with house.writing() as session:
        a_bureau(session)
    inside.end(inside.open_entry("公园之一"))
    inside.open_entry("公园之二")
    outside = an_outside(tmp_path / "outside", inside)
    assert outside.take_in(inside.export(limit=4)) == 4
    assert outside.take_in(inside.export()) == 2
    outside.follow()
    with Shelf(outside.shelves, "open").read() as snapshot:
        assert len(snapshot.names(None, 0)) == 1
    file = tmp_path / "receipt.json"
    file.write_text(receipts.make(outside.places, outside.shelves, "open", START))
    with house.writing() as session:
        assert receipts.receive(session, ADMIN, inside.places, file).sequence == 2
    with house.reading() as session:
        assert list(audit.verify(session)) == []
