"""Digests of documents: the same bytes for the same content, whatever the order of its keys."""

import hashlib
import hmac
import json
from typing import Any


def canonical(content: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces, after RFC 8785 for the values that we hold (no floats beyond JSON's)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def of(content: Any) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def sealed(key: bytes, content: Any) -> str:
    """HMAC-SHA-256 of the canonical bytes, in hex: only who holds the key can make it."""
    return hmac.new(key, canonical(content), hashlib.sha256).hexdigest()


def key_id(key: bytes) -> str:
    """A short name of a key that does not give it away."""
    return hashlib.sha256(b"bianmu audit key" + key).hexdigest()[:12]
