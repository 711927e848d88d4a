"""Wheels without a network, so that an installer has something real to install: libraries lent, or packed again."""

import base64
import csv
import hashlib
import importlib.metadata
import io
import sysconfig
import zipfile
from collections.abc import Mapping
from importlib.metadata import Distribution
from pathlib import Path

from packaging.markers import default_environment

from portal.deploy import locked

WRITTEN_BY_AN_INSTALLER = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


def lend(directory: Path) -> str:
    """One small wheel that lends every library that is installed here. Returns a lock file for it."""
    facts = "Metadata-Version: 2.1\nName: lent\nVersion: 1.0\n"
    shape = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {"lent.pth": f"{sysconfig.get_path('platlib')}\n", "lent-1.0.dist-info/METADATA": facts, "lent-1.0.dist-info/WHEEL": shape}
    wheel = _write(directory / "lent-1.0-py3-none-any.whl", {name: content.encode() for name, content in files.items()})
    return f"lent==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def pack_again(distribution: Distribution, directory: Path) -> Path:
    """The wheel that an installed library came from. Commands are left out: pip makes them from the entry points."""
    files = [
        file
        for file in distribution.files or ()
        if ".." not in file.parts and file.suffix != ".pyc" and file.name not in WRITTEN_BY_AN_INSTALLER
    ]
    facts = next(file for file in files if file.name == "WHEEL" and file.parent.suffix == ".dist-info")
    contents = {file.as_posix(): Path(str(distribution.locate_file(file))).read_bytes() for file in files}
    return _write(directory / f"{facts.parent.name.removesuffix('.dist-info')}-{_tag(facts.read_text())}.whl", contents)


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


def _write(wheel: Path, contents: Mapping[str, bytes]) -> Path:
    information = next(name for name in contents if name.endswith(".dist-info/WHEEL")).removesuffix("WHEEL")
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    rows.writerows((name, f"sha256={_record_digest(content)}", len(content)) for name, content in contents.items())
    rows.writerow((f"{information}RECORD", "", ""))
    with zipfile.ZipFile(wheel, "w") as packed:
        for name, content in (*contents.items(), (f"{information}RECORD", record.getvalue().encode())):
            packed.writestr(name, content)
    return wheel


def _tag(facts: str) -> str:
    tags = [line.removeprefix("Tag: ").split("-") for line in facts.splitlines() if line.startswith("Tag: ")]
    return "-".join(".".join(dict.fromkeys(part)) for part in zip(*tags, strict=True))


def _record_digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
