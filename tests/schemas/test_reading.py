"""Files are read to the end where they can be, and otherwise said plainly to be broken."""

import json
import tracemalloc
from pathlib import Path

import pytest

from schemas.faults import UnreadableFileError
from schemas.reading import Broken, Read, document, documents

TWELVE_LINES = '{\n "a": 1,\n "b": 2,\n "c": 3,\n "d": 4,\n "e": 5,\n "f" 6,\n "g": 7,\n "h": 8,\n "i": 9,\n "j": 10\n}\n'


def a_file(folder: Path, content: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fault_of(path: Path) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as raised:
        document(path)
    return raised.value


def test_a_broken_file_is_located(tmp_path: Path) -> None:
    fault = fault_of(a_file(tmp_path, TWELVE_LINES))
    assert fault.text("zh").endswith("a.json：第 7 行（共 12 行）第 6 列不是合法的 JSON：缺少冒号。")
    assert fault.text("en").endswith("a.json: line 7 of 12, column 6 is not JSON: a colon is missing.")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "a value is missing"),
        ("{'a': 1}", "a field name in double quotes is missing"),
        ('["a" "b"]', "a comma is missing"),
        ('"a', "a text has no closing quote"),
        ('"a\tb"', "a text contains a control character that is not escaped"),
        ('"310105\\q"', "a backslash stands before the wrong character"),
        ('"\\u12"', "\\u must be followed by four hexadecimal digits"),
        ("1 2", "there is more after the end"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_the_reason_is_told_and_the_content_is_not(tmp_path: Path, content: str, reason: str) -> None:
    text = fault_of(a_file(tmp_path, content)).text("en")
    assert text.endswith(f"{reason}.")
    assert "310105" not in text


def test_another_encoding_is_recognised_by_its_line(tmp_path: Path) -> None:
    fault = fault_of(a_file(tmp_path, '{\n"a": "公园"}'.encode("gbk")))
    assert (fault.code, fault.parameters["line"], fault.parameters["lines"]) == ("file_not_utf8", 2, 2)


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    assert document(a_file(tmp_path, b'\xef\xbb\xbf{"a": 1}')) == {"a": 1}


def test_a_number_of_ten_thousand_digits_is_read_as_infinite(tmp_path: Path) -> None:
    assert document(a_file(tmp_path, "9" * 10_000)) == float("inf")


@pytest.mark.parametrize(("make", "code"), [(lambda _: None, "missing"), (Path.mkdir, "not_a_file")])
def test_what_is_not_a_file_is_said_to_be_none(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "input"
    assert callable(make)
    make(path)
    assert fault_of(path).code == code


def test_a_broken_line_does_not_stop_the_others(tmp_path: Path) -> None:
    path = a_file(tmp_path, b'{"a": 1}\n\n{bad\n\xff\n{"a": 2}', "rows.jsonl")
    parts = list(documents(path))
    assert [part.line for part in parts] == [1, 3, 4, 5]
    assert [part.document for part in parts if isinstance(part, Read)] == [{"a": 1}, {"a": 2}]
    assert [part.problem.code for part in parts if isinstance(part, Broken)] == ["broken_json", "not_utf8"]


def test_the_bytes_read_add_up_to_the_file(tmp_path: Path) -> None:
    for name in ("a.json", "a.jsonl"):
        seen: list[int] = []
        path = a_file(tmp_path, '{"a": 1}\n', name)
        list(documents(path, seen.append))
        assert sum(seen) == path.stat().st_size


def test_a_long_file_of_lines_takes_no_more_memory_than_a_line(tmp_path: Path) -> None:
    line = json.dumps({"text": "x" * 1000}) + "\n"
    path = a_file(tmp_path, line * 20_000, "rows.jsonl")
    tracemalloc.start()
    assert sum(1 for _ in documents(path)) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 10
