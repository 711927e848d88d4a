"""`bianmu validate` as it is used: what it says, to whom, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from portal.cli import console
from portal.cli.validate import SHOWN_AT_MOST, validate
from tests.support.examples import a_resource

app = typer.Typer()
app.command()(validate)


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables as they are on a wide screen, in Chinese."""
    monkeypatch.setattr(console.OUT, "width", 200)
    monkeypatch.delenv("BIANMU_LOCALE", raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def a_file(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def lines(*documents: Any) -> str:
    return "".join(document if isinstance(document, str) else json.dumps(document) + "\n" for document in documents)


def test_a_valid_document_is_exit_code_0(tmp_path: Path) -> None:
    result = run("--schema", "data_resource", a_file(tmp_path, "a.json", a_resource()))
    assert (result.exit_code, result.stdout) == (0, "检查 1 条，发现 0 处问题。\n")


def test_problems_are_exit_code_1_and_a_table(tmp_path: Path) -> None:
    result = run("--schema", "data_resource", a_file(tmp_path, "a.json", a_resource(title="园")))
    assert result.exit_code == 1
    assert "“目录名称”太短，至少 2 个字。" in result.stdout
    assert "/title" in result.stdout


def test_programs_get_a_line_of_json_for_each_problem(tmp_path: Path) -> None:
    path = a_file(tmp_path, "rows.jsonl", lines(a_resource(), "{broken\n", a_resource(title="园", abstract="短")))
    result = run("--schema", "data_resource", "--json", path)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [(each["file"], each["line"], each["path"], each["code"]) for each in found] == [
        (str(path), 2, "", "broken_json"),
        (str(path), 3, "/abstract", "too_short"),
        (str(path), 3, "/title", "too_short"),
    ]
    assert found[2]["parameters"] == {"minimum": 2}
    assert found[2]["text"] == "“目录名称”太短，至少 2 个字。"


def test_an_array_is_a_list_of_our_documents(tmp_path: Path) -> None:
    result = run("--schema", "data_resource", "--json", a_file(tmp_path, "a.json", [a_resource(), a_resource(title="园")]))
    assert json.loads(result.stdout)["path"] == "/1/title"


def test_a_broken_file_is_exit_code_2_and_one_line_and_the_others_are_still_checked(tmp_path: Path) -> None:
    broken = a_file(tmp_path, "broken.json", '{\n"a": 1,\n"b": 2\n"c": 3\n}\n')
    result = run("--schema", "data_resource", broken, a_file(tmp_path, "a.json", a_resource(title="园")))
    assert result.exit_code == 2
    assert result.stderr == f"{broken}：第 4 行（共 5 行）第 1 列不是合法的 JSON：缺少逗号。\n"
    assert "目录名称" in result.stdout


def test_a_missing_file_is_exit_code_2_and_nothing_is_said_to_be_fine(tmp_path: Path) -> None:
    result = run("--schema", "data_resource", tmp_path / "none.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / 'none.json'}：没有这个文件。\n"


def test_an_unknown_schema_is_exit_code_2_and_the_names_are_told(tmp_path: Path) -> None:
    result = run("--schema", "dataset", a_file(tmp_path, "a.json", {}))
    assert result.exit_code == 2
    assert "data_resource" in result.stderr


def test_a_schema_from_a_file_is_used_by_the_rules_of_its_draft(tmp_path: Path) -> None:
    schema = a_file(tmp_path, "s.json", {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 2, "exclusiveMinimum": True})
    result = run("--schema", schema, "--json", a_file(tmp_path, "rows.jsonl", "3\n2\n"))
    assert result.exit_code == 1
    assert [(each["line"], each["code"]) for each in map(json.loads, result.stdout.splitlines())] == [(2, "too_small")]


def test_a_schema_that_never_ends_is_stopped_with_one_line_that_names_the_document(tmp_path: Path) -> None:
    schema = a_file(tmp_path, "s.json", {"pattern": "^(a+)+$"})
    rows = a_file(tmp_path, "rows.jsonl", lines("aaa", "a" * 60 + "!").replace("aaa", '"aaa"\n"', 1) + '"\n')
    result = run("--schema", schema, "--time-limit", "0.5", rows)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert f"{rows}:2" in result.stderr


def test_a_broken_schema_file_is_exit_code_2(tmp_path: Path) -> None:
    result = run("--schema", a_file(tmp_path, "s.json", "{"), a_file(tmp_path, "a.json", {}))
    assert result.exit_code == 2
    assert "s.json：第 1 行" in result.stderr


def test_there_is_an_end_to_a_table(tmp_path: Path) -> None:
    path = a_file(tmp_path, "rows.jsonl", lines(*[a_resource(title="园")] * (SHOWN_AT_MOST + 7)))
    result = run("--schema", "data_resource", path)
    assert result.stdout.count("“目录名称”太短") == SHOWN_AT_MOST
    assert "另有 7 处问题没有列出" in result.stdout


def test_names_from_the_file_cannot_command_the_terminal(tmp_path: Path) -> None:
    schema = a_file(tmp_path, "s.json", {"properties": {}, "additionalProperties": False})
    result = run("--schema", schema, a_file(tmp_path, "a.json", {"\x1b[2J[bold]x": 1}))
    assert "\x1b" not in result.stdout
    assert "[bold]x" in result.stdout


def test_the_answer_is_in_the_language_that_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIANMU_LOCALE", "en")
    result = run("--schema", "data_resource", a_file(tmp_path, "a.json", a_resource(title="园")))
    assert "“Title” is too short; write at least 2 characters." in result.stdout
    assert "1 checked, 1 problems found." in result.stdout


def test_help_shows_an_example() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "Example: bianmu validate --schema data_resource" in result.stdout
