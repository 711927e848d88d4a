"""Wheels without a network: what is installed here, packed again, so that an installer has real libraries to install."""

import base64
import csv
import hashlib
import importlib.metadata
import io
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

from packaging.markers import default_environment

from portal.deploy import locked

WRITTEN_BY_AN_INSTALLER = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


def pack_again(distribution: Distribution, directory: Path) -> Path:
    """The wheel that an installed library came from. Commands are left out: pip makes them from the entry points."""
    files = [
        file
        for file in distribution.files or ()
        if ".." not in file.parts and file.suffix != ".pyc" and file.name not in WRITTEN_BY_AN_INSTALLER
    ]
    facts = next(file for file in files if file.name == "WHEEL" and file.parent.suffix == ".dist-info")
    wheel = directory / f"{facts.parent.name.removesuffix('.dist-info')}-{_tag(facts.read_text())}.whl"
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    with zipfile.ZipFile(wheel, "w") as packed:
        for file in files:
            content = Path(str(distribution.locate_file(file))).read_bytes()
            packed.writestr(file.as_posix(), content)
            rows.writerow((file.as_posix(), f"sha256={_record_digest(content)}", len(content)))
        rows.writerow((f"{facts.parent.name}/RECORD", "", ""))
        packed.writestr(f"{facts.parent.name}/RECORD", record.getvalue())
    return wheel


def pack_runtime_again(lock: Path, directory: Path) -> str:
    """Every library of a lock file that belongs to this machine. Returns a lock file for these wheels."""
    here = {name: str(value) for name, value in default_environment().items()}
    lines = []
    for entry in locked.read(lock):
        if entry.wanted_on(here):
            distribution = importlib.metadata.distribution(entry.requirement.name)
            digest = hashlib.sha256(pack_again(distribution, directory).read_bytes()).hexdigest()
            lines.append(f"{entry.requirement.name}=={distribution.version} --hash=sha256:{digest}\n")
    return "".join(lines)


def _tag(facts: str) -> str:
    tags = [line.removeprefix("Tag: ").split("-") for line in facts.splitlines() if line.startswith("Tag: ")]
    return "-".join(".".join(dict.fromkeys(part)) for part in zip(*tags, strict=True))


def _record_digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
