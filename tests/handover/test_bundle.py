"""What a bundle may be: one form, and everything else is refused before anything changes."""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import digest
from portal.handover import form
from portal.handover.errors import HandoverError
from portal.handover.limits import Limits
from tests.handover.forging import Forgery, a_copy_of, block, tar_header, the_key
from tests.handover.two_sides import Inside, Outside
from tests.support import registry

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refusal(outside: Outside, bundle: Path, audience: str = "open", limits: Limits | None = None) -> str:
    """The code of the refusal, which is one line in both languages and leaves the node as it was."""
    before = outside.everything()
    with pytest.raises(HandoverError) as refused:
        outside.take_in(bundle, audience, limits or Limits())
    assert outside.everything() == before
    assert all(text and "\n" not in text for text in (refused.value.text("zh"), refused.value.text("en")))
    return refused.value.code


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, inside_template: Path) -> Path:
    """A bundle, exported once for all of these tests."""
    home = Path(shutil.copytree(inside_template, tmp_path_factory.mktemp("exported") / "inside"))
    inside = Inside(registry.opened(f"sqlite:///{home / 'registry.sqlite'}"), home)
    made = inside.export()
    inside.house.registry.engine.dispose()
    return made


@pytest.fixture
def bundle(tmp_path: Path, exported: Path) -> Path:
    return Path(shutil.copyfile(exported, tmp_path / "bundle.tar"))


@pytest.fixture
def forgery(bundle: Path) -> Forgery:
    return a_copy_of(bundle)


def test_any_tar_opens_a_bundle(bundle: Path) -> None:
    with tarfile.open(bundle) as opened:
        assert opened.getnames() == ["manifest.json", "manifest.sig", "records.jsonl"]
        assert {(each.mtime, each.uid, each.uname, each.mode) for each in opened} == {(0, 0, "", 0o644)}
        manifest = json.loads(opened.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert (manifest["first"], manifest["last"], manifest["records"]) == (1, 10, 5)
    assert (manifest["kind"], manifest["audience"], manifest["sequence"]) == ("publication", "open", 1)


def test_a_copy_of_the_parts_is_the_bundle(bundle: Path, forgery: Forgery, inside: Inside, tmp_path: Path) -> None:
    assert forgery.with_records().write(tmp_path / "copy.tar", the_key(inside.places)).read_bytes() == bundle.read_bytes()


@MANY
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(1, 255))
def test_one_byte_changed_anywhere_is_refused(bundle: Path, outside: Outside, place: float, bit: int) -> None:
    content = bytearray(bundle.read_bytes())
    content[int(place * len(content))] ^= bit
    changed = bundle.with_name("changed.tar")
    changed.write_bytes(content)
    refusal(outside, changed)


def test_one_byte_changed_in_the_first_header_or_the_last_blocks_is_refused(bundle: Path, outside: Outside) -> None:
    content, changed = bundle.read_bytes(), bundle.with_name("changed.tar")
    for place in (*range(160), *range(160, 512, 16), *range(len(content) - 1100, len(content), 50)):
        changed.write_bytes(content[:place] + bytes([content[place] ^ 0x21]) + content[place + 1 :])
        with pytest.raises(HandoverError):
            outside.take_in(changed)
    assert not outside.places.inbox.exists()


@MANY
@given(kept=st.floats(0, 1, exclude_max=True))
def test_a_bundle_cut_short_anywhere_is_refused(bundle: Path, outside: Outside, kept: float) -> None:
    content = bundle.read_bytes()
    short = bundle.with_name("short.tar")
    short.write_bytes(content[: int(kept * len(content))])
    assert refusal(outside, short) == "cut_short"


def test_a_bundle_that_goes_on_after_its_end_is_refused(bundle: Path, outside: Outside) -> None:
    bundle.write_bytes(bundle.read_bytes() + bytes(512))
    assert refusal(outside, bundle) == "surplus"


def a_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", "0" * 1_000_000)


NO_BUNDLES: dict[str, Callable[[Path], object]] = {
    "a gzip bomb": lambda path: path.write_bytes(gzip.compress(bytes(10_000_000))),
    "a zip bomb": a_zip,
    "a text": lambda path: path.write_text("公园" * 1000),
    "another tar": lambda path: path.write_bytes(block("data.csv", b"a,b") + form.END),
    "zeros": lambda path: path.write_bytes(bytes(10_240)),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("make", NO_BUNDLES.values(), ids=list(NO_BUNDLES))
def test_what_is_no_bundle_is_not_even_opened(outside: Outside, tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "thing.tar")
    assert refusal(outside, tmp_path / "thing.tar") == "not_a_bundle"


def test_an_empty_file_is_cut_short(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "empty.tar").touch()
    assert refusal(outside, tmp_path / "empty.tar") == "cut_short"


def test_a_bundle_sealed_with_another_key_is_refused(outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    forged = forgery.write(tmp_path / "forged.tar", Ed25519PrivateKey.generate())
    assert refusal(outside, forged) == "signature"


def test_a_seal_of_other_bytes_does_not_fit(inside: Inside, outside: Outside, forgery: Forgery, tmp_path: Path) -> None:
    content = digest.canonical(forgery.manifest)
    signature = the_key(inside.places).sign(content)
    path = tmp_path / "forged.tar"
    path.write_bytes(block(form.MANIFEST, content) + block(form.SIGNATURE, signature) + b"".join(forgery.blocks) + form.END)
    assert refusal(outside, path) == "signature"


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


def test_data_files_are_carried_under_their_digest(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    table = tmp_path / "parks.csv"
    table.write_bytes("公园,面积\n".encode() * 100_000)
    bundle = inside.export(files=(table,))
    outside.take_in(bundle)
    assert outside.everything()[f"handover/files/{hashlib.sha256(table.read_bytes()).hexdigest()}"] == table.read_bytes()
    assert len(list(outside.places.files.iterdir())) == 1


def test_a_data_file_that_is_not_what_its_name_says_is_refused(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    table = tmp_path / "parks.csv"
    table.write_bytes(b"a,b\n")
    bundle = inside.export(files=(table,))
    bundle.write_bytes(bundle.read_bytes().replace(b"a,b\n", b"a,c\n"))
    assert refusal(outside, bundle) == "altered"
