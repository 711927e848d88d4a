"""Keys: the private one is its owner's only, and none is ever lost by accident."""

import os
import stat
from pathlib import Path

import pytest

from portal.handover import keys
from portal.handover.errors import HandoverError
from portal.handover.places import Places
from tests.handover.two_sides import everything


def test_the_private_key_is_its_owners_only(tmp_path: Path) -> None:
    places = Places(tmp_path)
    public = keys.make(places, "inside")
    assert stat.S_IMODE(places.private_key("inside").stat().st_mode) == 0o600
    assert b"PRIVATE" not in public.read_bytes()


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    places = Places(tmp_path)
    keys.make(places, "inside")
    before = everything(tmp_path)
    with pytest.raises(HandoverError, match="already"):
        keys.make(places, "inside")
    assert everything(tmp_path) == before


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    places = Places(tmp_path)
    keys.make(places, "inside")
    places.private_key("inside").chmod(0o640)
    with pytest.raises(HandoverError, match="chmod 600"):
        keys.signing_key(places, "inside")


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    places = Places(tmp_path)
    with pytest.raises(HandoverError, match="make-key"):
        keys.signing_key(places, "inside")
    keys.make(places, "inside")
    places.private_key("inside").write_text("nothing")
    with pytest.raises(HandoverError, match="Ed25519"):
        keys.signing_key(places, "inside")
    os.truncate(places.public_key("inside"), 0)
    with pytest.raises(HandoverError, match="Ed25519"):
        keys.trusted_keys(places, "inside")
