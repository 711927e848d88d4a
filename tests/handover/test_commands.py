"""The whole way by commands: keys are carried, bundles go out, receipts and messages come back."""

import json
import shutil
from pathlib import Path

import pytest
import typer

from portal import transactions
from portal.cli import db, handover, intake, main, people, shelf
from portal.handover.places import Places, Side
from portal.intake.store import Intake
from portal.settings import Settings
from portal.shelf.store import Shelf
from tests.support.command import Said, Terminal
from tests.support.entries import a_bureau, an_open_entry
from tests.support.registry import START

BY = ("--as", "system-admin", "--password-file")


@pytest.fixture(autouse=True)
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of this page, whatever else the program has."""
    app, publication = typer.Typer(), typer.Typer()
    for name, command in (
        ("make-key", handover.make_key),
        ("export", handover.export),
        ("import", handover.import_file),
        ("receipt", handover.receipt),
        ("receive-receipt", handover.receive_receipt),
    ):
        publication.command(name)(command)
    for name, group in (("publication", publication), ("intake", intake.app), ("db", db.app), ("people", people.app), ("shelf", shelf.app)):
        app.add_typer(group, name=name)
    monkeypatch.setattr(main, "app", app)


class TwoTerminals:
    """One inside with a registry, one outside without."""

    def __init__(self, folder: Path) -> None:
        self.inside, self.outside = Terminal(folder / "inside"), Terminal(folder / "outside")
        self.disc = folder / "disc"
        self.disc.mkdir()
        self.by = (*BY, str(folder / "password"))
        assert self.inside("db", "upgrade").code == 0
        rows = [line.split("│") for line in self.inside("people", "bootstrap").out.splitlines() if line.startswith("│")]
        (folder / "password").write_text(next(row[3].strip() for row in rows if row[1].strip() == "system-admin"))

    def publish(self) -> None:
        registry = Settings(home=self.inside.home).registry()
        with transactions.writing(registry) as session:
            a_bureau(session)
            an_open_entry(session)
        registry.engine.dispose()

    def carry(self, side: Side) -> None:
        """Carry a side's public key over to the other."""
        origin, to = (Places(one.home) for one in (self.inside, self.outside)[:: 1 if side == "inside" else -1])
        to.public_key(side).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin.public_key(side), to.public_key(side))


@pytest.fixture
def two(tmp_path: Path) -> TwoTerminals:
    made = TwoTerminals(tmp_path)
    assert made.inside("publication", "make-key").code == 0
    made.carry("inside")
    return made


def one_line(said: Said, word: str) -> bool:
    return said.code in (1, 2) and len(said.err.strip().splitlines()) == 1 and word in said.err


def test_out_and_back(two: TwoTerminals) -> None:
    nothing = two.inside("publication", "export", "--to", str(two.disc), *two.by)
    two.publish()
    made = json.loads(two.inside("publication", "export", "--to", str(two.disc), "--json", *two.by).out)
    assert (nothing.code, made["sequence"]) == (0, 1)
    assert "bianmu-open-000001" in made["path"]
    assert json.loads(two.outside("publication", "import", made["path"], "--json").out)["bundle"] == made["bundle"]
    with Shelf(two.outside.home / "shelves", "open").read() as snapshot:
        assert len(snapshot.names(None, 0)) == 1
    receipt = str(two.disc / "receipt.json")
    assert two.outside("publication", "receipt", "--to", receipt).code == 0
    assert "has arrived" in two.inside("publication", "receive-receipt", receipt, *two.by).out
    assert not (two.outside.home / "registry.sqlite").exists()


def test_messages_come_back(two: TwoTerminals) -> None:
    assert two.outside("intake", "make-key").code == 0
    two.carry("outside")
    Intake(Places(two.outside.home).intake).put("question", {"text": "？"}, START)
    made = json.loads(two.outside("intake", "export", "--to", str(two.disc), "--json").out)
    collected = json.loads(two.inside("intake", "collect", made["path"], "--json", *two.by).out)
    assert collected["messages"] == 1
    assert one_line(two.inside("intake", "collect", made["path"], *two.by), "imported already")
    assert one_line(two.inside("intake", "collect", *two.by), "no intake")


def test_every_refusal_is_one_line(two: TwoTerminals) -> None:
    two.publish()
    made = json.loads(two.inside("publication", "export", "--to", str(two.disc), "--json", *two.by).out)["path"]
    assert one_line(two.inside("publication", "make-key"), "already")
    assert one_line(two.inside("publication", "export", "--to", str(two.disc / "none"), *two.by, "--from-start"), "No such file")
    assert one_line(two.outside("publication", "import", made, "--audience", "shared"), "only “shared”")
    assert one_line(two.outside("publication", "import", made, "--audience", "everybody"), "open or shared")
    assert one_line(two.outside("publication", "import", "nothing.tar"), "nothing.tar")
    assert one_line(two.outside("publication", "import", str(two.disc)), "not a hand-over bundle")
    assert one_line(two.outside("publication", "receipt"), "imported")
    assert one_line(two.outside("intake", "export"), "make-key")
    assert one_line(two.inside("publication", "receive-receipt", made, *two.by), "receipt")


def test_who_is_no_administrator_of_the_system_carries_nothing(two: TwoTerminals, tmp_path: Path) -> None:
    two.publish()
    rows = two.inside("people", "add", "officer", "--name", "李", *two.by)
    (tmp_path / "officer").write_text(rows.out.strip())
    said = two.inside("publication", "export", "--to", str(two.disc), "--as", "officer", "--password-file", str(tmp_path / "officer"))
    assert one_line(said, "handover.carry")
    assert list(two.disc.iterdir()) == []
