"""Ed25519 keys: made once a side, the private one readable by its owner only."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.handover.errors import HandoverError
from portal.handover.places import Places, Side

MAKING = {"inside": "bianmu publication make-key", "outside": "bianmu intake make-key"}
_OTHERS = 0o077
_END = b"-----END PUBLIC KEY-----"


def make(places: Places, side: Side) -> Path:
    """A new pair of keys; returns the public key's file. A key that is there is never overwritten."""
    private, public = places.private_key(side), places.public_key(side)
    if private.exists():
        raise HandoverError("key_exists", path=str(private))
    private.parent.mkdir(parents=True, exist_ok=True)
    key, draft = Ed25519PrivateKey.generate(), private.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public.write_bytes(_pem(key.public_key()))
    draft.replace(private)
    return public


def signing_key(places: Places, side: Side) -> Ed25519PrivateKey:
    """The private key of this side."""
    path = places.private_key(side)
    if not path.exists():
        raise HandoverError("private_key_missing", path=str(path), command=MAKING[side])
    if path.stat().st_mode & _OTHERS:
        raise HandoverError("key_exposed", path=str(path))
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        raise HandoverError("key_unreadable", path=str(path)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise HandoverError("key_unreadable", path=str(path))
    return key


def trusted_keys(places: Places, side: Side) -> tuple[Ed25519PublicKey, ...]:
    """The public keys of the other side: one, or while it changes its key the old one and the new one."""
    path = places.public_key(side)
    if not path.exists():
        raise HandoverError("public_key_missing", path=str(path))
    keys = tuple(_public(path, block + _END) for block in path.read_bytes().split(_END) if block.strip())
    if not keys:
        raise HandoverError("key_unreadable", path=str(path))
    return keys


def is_signed(keys: Sequence[Ed25519PublicKey], signature: bytes, content: bytes) -> bool:
    """Whether one of the keys made this signature of this content."""
    return any(_verifies(key, signature, content) for key in keys)


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name of a public key, to be read out over the telephone when the file is carried over."""
    return hashlib.sha256(_pem(key)).hexdigest()[:16]


def _public(path: Path, block: bytes) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(block)
    except ValueError:
        raise HandoverError("key_unreadable", path=str(path)) from None
    if not isinstance(key, Ed25519PublicKey):
        raise HandoverError("key_unreadable", path=str(path))
    return key


def _verifies(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
