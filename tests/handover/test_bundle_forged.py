"""Bundles signed with the right key that are wrong all the same: refused before anything changes."""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.handover import form
from portal.handover.limits import Limits
from tests.handover.forging import Forgery, block, tar_header, the_key
from tests.handover.refusing import refusal
from tests.handover.two_sides import Inside, Outside


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up", "files/../../up", "files/short", "records.jsonl/", "C:\\up", "files/" + "a" * 64, "", ".", "a\nb"]
)
def test_a_name_that_is_not_a_bundles_own_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path, name: str) -> None:
    odd = forgery.manifest["files"][0] | {"name": name}
    forgery.manifest["files"].append(odd)
    assert refusal(outside, forgery.write(tmp_path / "odd.tar", the_key(inside.places))) == "odd_name"


def test_a_file_listed_twice_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    forgery.manifest["files"] *= 2
    forgery.blocks *= 2
    assert refusal(outside, forgery.write(tmp_path / "twice.tar", the_key(inside.places))) == "listed_twice"


def test_a_bundle_without_records_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    assert refusal(outside, forgery.with_files().write(tmp_path / "none.tar", the_key(inside.places))) == "no_records"


HOSTILE: dict[str, tuple[Callable[[tarfile.TarInfo], None], str]] = {
    "a symbolic link": (
        lambda info: info.__setattr__("type", tarfile.SYMTYPE) or info.__setattr__("linkname", "/etc/passwd"),
        "not_a_file",
    ),
    "a hard link": (lambda info: info.__setattr__("type", tarfile.LNKTYPE) or info.__setattr__("linkname", "manifest.json"), "not_a_file"),
    "a device": (lambda info: info.__setattr__("type", tarfile.CHRTYPE), "not_a_file"),
    "a folder": (lambda info: info.__setattr__("type", tarfile.DIRTYPE), "not_a_file"),
    "a pipe": (lambda info: info.__setattr__("type", tarfile.FIFOTYPE), "not_a_file"),
    "a path that climbs": (lambda info: info.__setattr__("name", "../../up"), "unlisted"),
    "an absolute path": (lambda info: info.__setattr__("name", "/etc/cron.d/x"), "unlisted"),
    "another size": (lambda info: info.__setattr__("size", 1), "altered"),
    "another owner": (lambda info: info.__setattr__("uid", 1000), "altered"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_member_that_is_not_the_one_listed_is_refused(
    inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path, kind: str
) -> None:
    change, code = HOSTILE[kind]
    forgery.blocks[0] = tar_header(form.RECORDS, change) + forgery.blocks[0][form.BLOCK :]
    assert refusal(outside, forgery.write(tmp_path / "hostile.tar", the_key(inside.places))) == code


def test_a_file_too_many_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    forgery.blocks.append(block("surplus.csv", b"a,b"))
    assert refusal(outside, forgery.write(tmp_path / "more.tar", the_key(inside.places))) == "unlisted"


def test_a_file_too_few_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    forgery.blocks.clear()
    assert refusal(outside, forgery.write(tmp_path / "less.tar", the_key(inside.places))) == "missing"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(files=0), "too_many_files"),
        (Limits(one_file=1000), "too_large"),
        (Limits(whole=1000), "too_large"),
        (Limits(manifest=100), "too_large"),
        (Limits(line=100), "record_form"),
    ],
    ids=["files", "one file", "the whole", "the manifest", "a line"],
)
def test_a_bundle_beyond_a_limit_is_refused(outside: Outside, bundle: Path, limits: Limits, code: str) -> None:
    assert refusal(outside, bundle, limits=limits) == code


def test_a_manifest_that_claims_a_huge_file_is_refused_before_it_is_read(
    inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path
) -> None:
    forgery.manifest["files"][0]["size"] = 1 << 50
    assert refusal(outside, forgery.write(tmp_path / "huge.tar", the_key(inside.places))) == "too_large"


@pytest.mark.parametrize(
    "change",
    [
        {"first": 0},
        {"first": 99},
        {"records": 0},
        {"instance": "somebody"},
        {"sequence": -1},
        {"previous": "0"},
        {"after": {"number": 1, "digest": "0" * 64}},
        {"colour": "green"},
        {"records": "5"},
        {"kind": "gossip"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_manifest_that_is_not_well_formed_is_refused(
    inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path, change: dict[str, object]
) -> None:
    forgery.manifest |= change
    assert refusal(outside, forgery.write(tmp_path / "odd.tar", the_key(inside.places))) == "manifest"


def test_a_format_of_a_newer_program_is_named(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    forgery.manifest["version"] = 2
    assert refusal(outside, forgery.write(tmp_path / "newer.tar", the_key(inside.places))) == "newer_version"


def test_a_manifest_in_another_spelling_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    content = json.dumps(forgery.manifest, indent=1).encode()
    signature = the_key(inside.places).sign(form.SEAL + content)
    path = tmp_path / "spelling.tar"
    path.write_bytes(block(form.MANIFEST, content) + block(form.SIGNATURE, signature) + b"".join(forgery.blocks) + form.END)
    assert refusal(outside, path) == "manifest"


RECORDS: dict[str, tuple[Callable[[Forgery], object], str]] = {
    "content not of its digest": (lambda it: it.records[1]["content"].update(code="x"), "record_content"),
    "another audience": (lambda it: it.records[1].update(audience="shared"), "record_audience"),
    "out of order": (lambda it: it.records.reverse(), "record_order"),
    "twice the same": (lambda it: it.records.insert(1, it.records[0]), "record_order"),
    "one left out": (lambda it: it.records.pop(1), "record_order"),
    "the last left out": (lambda it: it.records.pop(), "record_order"),
    "the first left out": (lambda it: it.records.pop(0), "record_order"),
    "a field too many": (lambda it: it.records[0].update(colour="green"), "record_form"),
    "a time without zone": (lambda it: it.records[0].update(at="2026-03-02T01:00:00"), "record_form"),
    "no number": (lambda it: it.records[0].update(number="2"), "record_form"),
    "none": (lambda it: it.records.clear(), "record_order"),
}


@pytest.mark.parametrize("fault", RECORDS)
def test_records_that_break_a_promise_are_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path, fault: str) -> None:
    change, code = RECORDS[fault]
    change(forgery)
    assert refusal(outside, forgery.with_records().write(tmp_path / "records.tar", the_key(inside.places))) == code


def test_a_line_that_is_no_json_is_refused(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    deep = b'{"number":' + b"[" * 100_000 + b"\n"
    for content in (b"\xff\n", b"{}\n", b"[]\n", b"\n", deep):
        path = forgery.with_files((form.RECORDS, content)).write(tmp_path / "lines.tar", the_key(inside.places))
        assert refusal(outside, path) == "record_form"
