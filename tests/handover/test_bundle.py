"""What a bundle may be: one form, and everything else is refused before anything changes."""

import gzip
import hashlib
import json
import os
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
from tests.handover.forging import Forgery, block, the_key
from tests.handover.refusing import refusal
from tests.handover.two_sides import Inside, Outside

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
