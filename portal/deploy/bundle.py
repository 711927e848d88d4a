"""Makes the archive that brings Bianmu into a closed network: wheels, lock, installer, units, checksums.

Run by `make bundle`. Wheels are fetched for the interpreter that runs this; `--python`, `--machine` and `--glibc` name others.
"""

import argparse
import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.utils import canonicalize_name

from portal.deploy import locked
from portal.deploy.locked import Locked

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("install.sh", "find_python.sh", "bianmu.sh", "bianmu.service", "bianmu-worker.service", "README.txt")
OLDEST_GLIBC_TAG = 5
# What the long-lived systems of government offices run (Kylin V10, UOS 20, openEuler 20.03); newer ones run it too.
USUAL_GLIBC = "2.28"
# The date that hatchling gives to files in a wheel, so that the same tree always makes the same bundle.
MADE_AT = 1580601600
FROM_SOURCE = ("--no-build-isolation", "--use-pep517")


class NoWheelError(Exception):
    """A library has no wheel for the machine, and its source is no plain Python."""


@dataclass(frozen=True, slots=True)
class Target:
    """The machines that a bundle is for."""

    pythons: tuple[str, ...]
    machine: str
    glibc: str

    def tags(self) -> tuple[str, ...]:
        """Every platform tag whose wheels run there, newest first."""
        newest = int(self.glibc.split(".")[1])
        tags = [f"manylinux_2_{minor}_{self.machine}" for minor in range(newest, OLDEST_GLIBC_TAG - 1, -1)]
        return (*tags, f"manylinux2014_{self.machine}", f"manylinux2010_{self.machine}", f"manylinux1_{self.machine}")

    def markers(self, python: str) -> Mapping[str, str]:
        """What the markers of a lock file ask about, on that machine."""
        return {
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_system": "Linux",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": "linux",
        }


def here() -> Target:
    """This interpreter and kind of machine, on any system that is not too old."""
    return Target((f"{sys.version_info.major}.{sys.version_info.minor}",), platform.machine(), USUAL_GLIBC)


def build_wheel(directory: Path, project: Path = PROJECT) -> Path:
    """The project's own wheel, built with what is installed: no isolation, no network."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(directory), str(project))
    return next(directory.glob("bianmu-*.whl"))


def fetch_wheels(lock: Path, directory: Path, target: Target) -> str:
    """Every library of the lock as a wheel, for every Python of the target; digests are checked by pip.

    Returns the lock file of the bundle: that of the project, with the digests of wheels that had to be built from source.
    """
    entries = locked.read(lock)
    built: dict[str, str] = {}
    for python in target.pythons:
        _download([entry for entry in entries if entry.wanted_on(target.markers(python))], directory, python, target)
        for source in [path for path in directory.iterdir() if path.suffix != ".whl"]:
            wheel = _built(source, directory)
            built[wheel.name.split("-")[0]] = _digest(wheel)
    return "".join(_with_digest(entry, built).line() for entry in entries)


def _download(wanted: Sequence[Locked], directory: Path, python: str, target: Target) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        chosen = Path(scratch) / "requirements.txt"
        chosen.write_text("".join(entry.line(marked=False) for entry in wanted), encoding="utf-8")
        platforms = [word for tag in target.tags() for word in ("--platform", tag)]
        where = ["--implementation", "cp", "--python-version", python, *platforms, "--dest", str(directory)]
        _pip("download", "--no-deps", "--require-hashes", *FROM_SOURCE, *where, "--requirement", str(chosen))


def _built(source: Path, directory: Path) -> Path:
    """The wheel of a library that comes as source only. Compiled for this machine it would be of no use on another."""
    with tempfile.TemporaryDirectory() as scratch:
        _pip("wheel", "--no-deps", "--no-index", *FROM_SOURCE, "--wheel-dir", scratch, str(source))
        wheel = next(Path(scratch).iterdir())
        if not wheel.name.endswith("-none-any.whl"):
            raise NoWheelError(source.name)
        source.unlink()
        return Path(shutil.move(wheel, directory / wheel.name))


def _with_digest(entry: Locked, built: Mapping[str, str]) -> Locked:
    digest = built.get(canonicalize_name(entry.requirement.name).replace("-", "_"))
    return replace(entry, hashes=(*entry.hashes, f"sha256:{digest}")) if digest else entry


def assemble(output: Path, wheels: Path, lock: Path, target: Target, project: Path = PROJECT) -> Path:
    """Pack what is in `wheels` (the project's own wheel among it) into `output/bianmu-VERSION-bundle.tar.gz`."""
    version = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        staged = Path(scratch) / f"bianmu-{version}"
        shutil.copytree(wheels, staged / "wheels")
        for name in PARTS:
            shutil.copyfile(project / "portal" / "deploy" / name, staged / name)
        shutil.copyfile(project / "LICENSE", staged / "LICENSE")
        shutil.copyfile(lock, staged / "requirements.lock")
        facts = {"VERSION": version, "PYTHONS": " ".join(target.pythons), "MACHINE": target.machine, "GLIBC": target.glibc}
        for name, value in facts.items():
            (staged / name).write_text(f"{value}\n", encoding="utf-8")
        files = sorted(path for path in staged.rglob("*") if path.is_file())
        sums = "".join(f"{_digest(path)}  {path.relative_to(staged).as_posix()}\n" for path in files)
        (staged / "SHA256SUMS").write_text(sums, encoding="utf-8")
        return _pack(staged, output / f"bianmu-{version}-bundle.tar.gz")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(staged: Path, archive: Path) -> Path:
    """Pack with nothing in the bytes but the content: fixed order, owner, time and mode."""
    half = archive.with_suffix(".half")
    with (
        half.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for path in sorted(staged.rglob("*")):
            tar.add(path, arcname=f"{staged.name}/{path.relative_to(staged).as_posix()}", recursive=False, filter=_plain)
    half.rename(archive)
    return archive


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = MADE_AT
    member.mode = 0o755 if member.isdir() or member.name.endswith(".sh") else 0o644
    return member


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(MADE_AT)})  # noqa: S603 - our own words only


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    usual = here()
    parser = argparse.ArgumentParser(prog="make bundle ARGS=…", description=__doc__)
    parser.add_argument(
        "--python", action="append", metavar="3.N", help=f"Python on the machine, may be repeated (default {usual.pythons[0]})"
    )
    parser.add_argument("--machine", default=usual.machine, help=f"x86_64 or aarch64 (default {usual.machine})")
    parser.add_argument("--glibc", default=usual.glibc, metavar="2.N", help=f"oldest C library to serve (default {usual.glibc})")
    parser.add_argument("--output", type=Path, default=PROJECT / "dist", help="folder for the archive (default dist)")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Build the wheel, fetch the libraries, pack; exit code 1 with one line when a wheel cannot be had."""
    asked = _arguments(sys.argv[1:] if words is None else words)
    target = Target(tuple(asked.python or here().pythons), asked.machine, asked.glibc)
    with tempfile.TemporaryDirectory() as scratch:
        wheels, lock = Path(scratch) / "wheels", Path(scratch) / "requirements.lock"
        wheels.mkdir()
        try:
            lock.write_text(fetch_wheels(PROJECT / "requirements.lock", wheels, target), encoding="utf-8")
            build_wheel(wheels)
        except subprocess.CalledProcessError:
            sys.stderr.write("归档包未做成：见上面 pip 的说明 | no bundle was made: pip says why above\n")
            return 1
        except NoWheelError as missing:
            sys.stderr.write(f"归档包未做成：{missing} 没有适用的 wheel | no bundle was made: {missing} has no wheel for that machine\n")
            return 1
        archive = assemble(asked.output, wheels, lock, target)
    sys.stdout.write(f"{archive} ({archive.stat().st_size / 1e6:.0f} MB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
