"""Data files that came in bundles: each is kept under the SHA-256 of its content, so it can be there once or not at all."""

import os
from pathlib import Path

from portal.handover.reading import Opened
from portal.handover.writing import sync


def keep(folder: Path, bundle: Opened) -> None:
    """Put the files of a verified bundle into the folder; one that is there already stays as it is."""
    for listed in bundle.files():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{listed.sha256}.part"
        with draft.open("wb") as target:
            target.writelines(bundle.content(listed))
            target.flush()
            os.fsync(target.fileno())
        draft.replace(folder / listed.sha256)
        sync(folder)
