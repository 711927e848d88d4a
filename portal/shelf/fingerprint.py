"""What a shelf was made with. When any of it changes, the file is rebuilt rather than read with other eyes."""

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from schemas.codes import DIRECTORY as CODE_LISTS


@cache
def fingerprint(audience: str, site_url: str) -> str:
    """A digest of the site's address, the shelf's own source (tables, words, renderer) and every code list."""
    digest = hashlib.sha256(f"{audience}\n{site_url}\n".encode())
    for file in (*_files(resources.files("portal.shelf"), ".py"), *_files(CODE_LISTS, ".json")):
        digest.update(f"{file.name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Traversable, suffix: str) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(suffix)), key=lambda file: file.name)
