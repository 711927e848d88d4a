"""The command line from an empty folder to an entry under review; and wrong input, which gets one clear line."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from catalog.database import connect
from tests.support.command import Said, Terminal
from tests.support.entries import BUREAU, CREDIT_CODE, OFFICE, SYSTEM, an_entry


def assert_one_line(said: Said, *words: str) -> None:
    """One line on stderr, an exit code of 1 or 2, no traceback."""
    assert said.code in (1, 2)
    lines = said.err.strip().splitlines()
    assert len(lines) == 1, said.err
    assert not [word for word in words if word not in lines[0]], lines[0]


def envelopes(*documents: tuple[str, dict[str, Any]]) -> str:
    return "\n".join(json.dumps({"kind": kind, "document": document}, ensure_ascii=False) for kind, document in documents) + "\n"


BUREAU_FILE = envelopes(
    ("organisation_unit", {"slug": OFFICE, "name": "公园管理处", "kind": "office", "parent": BUREAU}),
    ("organisation_unit", {"slug": BUREAU, "name": "市绿化和市容管理局", "kind": "unit", "credit_code": CREDIT_CODE}),
    (
        "business_system",
        {
            "code": SYSTEM,
            "name": "公园管理信息系统",
            "unit": BUREAU,
            "responsible_office": OFFICE,
            "business_line": "LH",
            "stage": "RUNNING",
        },
    ),
)


class Office:
    """A bureau that was set up by commands alone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bianmu = folder, Terminal(folder / "home")

    def set_up(self) -> None:
        assert self.bianmu("db", "upgrade").code == 0
        rows = [line.split("│") for line in self.bianmu("people", "bootstrap").out.splitlines() if line.startswith("│")]
        for row in rows:
            self.write(f"{row[1].strip()}.password", row[3].strip())
        self.hire("keeper", "catalogue_admin")
        assert self("import", self.write("bureau.jsonl", BUREAU_FILE), by="keeper").code == 0
        self.hire("officer", "officer", "--unit", OFFICE)
        self.hire("head", "office_reviewer", "--unit", OFFICE)

    def __call__(self, *words: str, by: str) -> Said:
        return self.bianmu(*words, "--as", by, "--password-file", str(self.folder / f"{by}.password"))

    def hire(self, account: str, role: str, *where: str) -> None:
        added = self("people", "add", account, "--name", account, by="system-admin")
        assert added.code == 0, added.err
        self.write(f"{account}.password", added.out.strip())
        assert self("people", "grant", account, role, *where, by="security-admin").code == 0

    def write(self, name: str, content: str) -> str:
        (self.folder / name).write_text(content, encoding="utf-8")
        return str(self.folder / name)


@pytest.fixture(scope="module")
def office_of_everybody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    Office(folder).set_up()
    return folder


@pytest.fixture
def office(office_of_everybody: Path, tmp_path: Path) -> Office:
    return Office(shutil.copytree(office_of_everybody, tmp_path / "office"))


def test_from_an_empty_folder_to_an_entry_under_review(office: Office) -> None:
    bianmu = office.bianmu
    file = office.write("parks.jsonl", envelopes(("data_resource", an_entry())))
    assert office("import", file, by="officer").code == 0
    unchanged = office("import", file, "--json", by="officer")
    assert json.loads(unchanged.out)["outcome"] == "unchanged"
    entry = _only_entry(office)
    case = office("case", "begin", "registration", entry, by="officer").out.strip()
    assert office("case", "act", case, "submit", by="officer").code == 0
    own = office("case", "act", case, "approve", by="officer")
    assert own.code == 1
    assert "Office reviewer" in own.err
    assert office("case", "act", case, "return", "--comment", "请补充", "--field", "/abstract=太短", by="head").code == 0
    shown = json.loads(bianmu("case", "show", case, "--for", "officer", "--json").out)
    assert [step["action"] for step in shown["steps"]] == ["begin", "submit", "return"]
    assert {act["action"] for act in shown["acts"]} >= {"submit", "abandon"}
    assert bianmu("audit", "verify").code == 0
    assert bianmu("shelf", "follow").code == 0
    assert bianmu("shelf", "verify").code == 0
    assert json.loads(bianmu("case", "list", "--json").out)["stage"] == "drafting"
    assert bianmu("publication", "list", "--audience", "shared").code == 0


def _only_entry(office: Office) -> str:
    engine = connect(f"sqlite:///{office.bianmu.home / 'registry.sqlite'}")
    with engine.connect() as connection:
        found = str(connection.execute(text("SELECT id FROM data_resource")).scalar_one())
    engine.dispose()
    return found


def test_the_first_administrators_are_made_once(office: Office) -> None:
    assert_one_line(office.bianmu("people", "bootstrap"), "administrators already")


def test_roles_that_exclude_one_another_are_refused(office: Office) -> None:
    assert_one_line(office("people", "grant", "officer", "system_admin", by="security-admin"), "system_admin", "officer")


def test_nobody_does_another_administrators_part(office: Office) -> None:
    assert_one_line(office("people", "add", "somebody", "--name", "某人", by="security-admin"), "people.add")
    assert_one_line(office("people", "grant", "officer", "bureau_leader", by="system-admin"), "people.grant")


def test_a_wrong_password_is_one_line(office: Office) -> None:
    office.write("officer.password", "wrong")
    assert_one_line(office("case", "begin", "registration", "307001/000001", by="officer"), "wrong")


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"colour": "green"}, "/colour", "colour"),
        ({"update_frequency": "SOMETIMES"}, "/update_frequency", "code"),
        ({"provider": "no-such-unit"}, "/provider", "not registered"),
        ({"title": None}, "/title", "required"),
    ],
    ids=["unknown field", "wrong code", "unknown unit", "missing title"],
)
def test_a_wrong_entry_refuses_the_whole_file(office: Office, change: dict[str, Any], path: str, words: str) -> None:
    file = office.write("two.jsonl", envelopes(("data_resource", an_entry(title="好的目录")), ("data_resource", an_entry(**change))))
    said = office("import", file, "--json", by="officer")
    assert said.code == 1
    problem = json.loads(said.out.splitlines()[0])
    assert (problem["place"], problem["path"]) == (2, path)
    assert words in (problem["text"] + problem["code"]).lower()
    assert (
        office("import", office.write("one.jsonl", envelopes(("data_resource", an_entry(title="好的目录")))), "--json", by="officer").code
        == 0
    )


def test_a_broken_line_is_named_and_nothing_is_written(office: Office) -> None:
    lines = envelopes(*(("data_resource", an_entry(title=f"目录之{number}")) for number in range(12))).splitlines()
    lines[6] = lines[6][:-5]
    said = office("import", office.write("twelve.jsonl", "\n".join(lines)), "--json", by="officer")
    assert said.code == 1
    assert [json.loads(line)["place"] for line in said.out.splitlines()] == [7]
    assert "nothing was written" in said.err


def test_a_missing_file_is_one_line(office: Office) -> None:
    assert_one_line(office("import", "no-such-file.jsonl", by="officer"), "no-such-file.jsonl")


def test_a_database_that_is_not_there_is_one_line(bianmu: Terminal) -> None:
    bianmu.home.mkdir()
    (bianmu.home / "audit.key").write_text("k" * 64)
    assert_one_line(bianmu("audit", "verify"), "db upgrade")


@pytest.mark.parametrize(("version", "words"), [("9999", "newer"), (None, "empty")], ids=["of a newer program", "empty"])
def test_a_database_of_another_version_is_refused_untouched(bianmu: Terminal, version: str | None, words: str) -> None:
    assert bianmu("db", "upgrade").code == 0
    engine = connect(f"sqlite:///{bianmu.home / 'registry.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if version:
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
    engine.dispose()
    assert_one_line(bianmu("audit", "verify"), words)
    if version:
        assert_one_line(bianmu("db", "upgrade"), words)


def test_a_port_in_use_is_one_line(bianmu: Terminal) -> None:
    assert bianmu("db", "upgrade").code == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert_one_line(bianmu("serve", "--port", str(taken.getsockname()[1])), "another port")
        assert_one_line(bianmu("demo", "--port", str(taken.getsockname()[1])), "another port")
    assert not (bianmu.home / "demo").exists()


def test_a_folder_that_cannot_be_written_is_one_line(bianmu: Terminal) -> None:
    bianmu.home.write_text("a file, not a folder")
    assert_one_line(bianmu("db", "upgrade"), "home")
    assert_one_line(bianmu("demo", "--prepare-only"), "home")


def test_a_missing_audit_key_is_one_line(bianmu: Terminal) -> None:
    assert bianmu("db", "upgrade").code == 0
    (bianmu.home / "audit.key").unlink()
    assert_one_line(bianmu("audit", "verify"), "audit.key")


def test_a_server_that_is_not_there_is_one_line(bianmu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIANMU_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert_one_line(bianmu("db", "upgrade"), "cannot be opened")


def test_an_audience_that_nobody_knows_is_one_line(bianmu: Terminal) -> None:
    assert_one_line(bianmu("shelf", "search", "公园", "--audience", "everybody"), "open or shared")
