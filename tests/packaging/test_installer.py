import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.deploy import bundle
from tests.support.installation import a_python_whose_pip_fails, stranger, unpack


@dataclass(frozen=True, slots=True)
class Trial:
    """What `install.sh --prefix` made, and what it said."""

    prefix: Path
    bundle: Path

    @property
    def settings(self) -> Path:
        return self.prefix / "etc" / "bianmu" / "bianmu.env"

    @property
    def audit_key(self) -> Path:
        return self.prefix / "etc" / "bianmu" / "audit.key"

    def install(self) -> subprocess.CompletedProcess[str]:
        return install(self.bundle, "--prefix", str(self.prefix))

    def bianmu(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = self.prefix / "opt" / "bianmu" / "bin" / "bianmu"
        return subprocess.run([command, *words], env=stranger(self.prefix), cwd=self.prefix, capture_output=True, text=True, check=False)


def install(bundle: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**stranger(bundle), **variables}
    return subprocess.run(["sh", bundle / "install.sh", *words], env=environment, capture_output=True, text=True, check=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="session")
def trial(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    made = Trial(tmp_path_factory.mktemp("prefix"), unpacked)
    run = made.install()
    assert run.returncode == 0, run.stderr
    return made


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A bundle without libraries, for what is refused before they are looked at."""
    empty = tmp_path / "wheels"
    empty.mkdir()
    return unpack(bundle.assemble(tmp_path, empty, bundle.PROJECT / "requirements.lock", bundle.here()), tmp_path)


def test_the_installed_program_answers(trial: Trial) -> None:
    run = trial.bianmu("db", "check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_registry_lies_below_the_prefix(trial: Trial) -> None:
    assert list((trial.prefix / "var" / "lib" / "bianmu").iterdir()) != []


def test_keys_are_for_their_owner_only(trial: Trial) -> None:
    assert mode(trial.settings) == mode(trial.audit_key) == 0o600
    assert mode(trial.settings.parent) == 0o750


def test_keys_are_long_and_not_the_same(trial: Trial) -> None:
    settings = dict(line.split("=", 1) for line in trial.settings.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    assert len(bytes.fromhex(settings["BIANMU_SECRET_KEY"])) == len(bytes.fromhex(trial.audit_key.read_text(encoding="utf-8"))) == 32
    assert settings["BIANMU_SECRET_KEY"] != trial.audit_key.read_text(encoding="utf-8")
    assert settings["BIANMU_AUDIT_KEY_FILE"] == str(trial.audit_key)


def test_installing_again_keeps_settings_keys_and_data(trial: Trial) -> None:
    trial.settings.write_text(trial.settings.read_text(encoding="utf-8") + 'BIANMU_SITE_TITLE="我们 的目录"\n', encoding="utf-8")
    paper = trial.prefix / "var" / "lib" / "bianmu" / "paper"
    paper.write_text("kept", encoding="utf-8")
    before = (trial.settings.read_bytes(), trial.audit_key.read_bytes(), mode(trial.settings))
    run = trial.install()
    assert run.returncode == 0, run.stderr
    assert (trial.settings.read_bytes(), trial.audit_key.read_bytes(), mode(trial.settings)) == before
    assert paper.read_text(encoding="utf-8") == "kept"


def test_an_upgrade_that_fails_leaves_the_release_before_in_use(trial: Trial, small: Path, tmp_path: Path) -> None:
    current = (trial.prefix / "opt" / "bianmu" / "venv").readlink()
    run = install(small, "--prefix", str(trial.prefix), PYTHON=str(a_python_whose_pip_fails(tmp_path)))
    assert run.returncode == 1, run.stderr
    assert (trial.prefix / "opt" / "bianmu" / "venv").readlink() == current
    assert [path for path in current.parent.iterdir() if path != current] == []


@pytest.mark.soak
def test_the_libraries_of_the_lock_file_are_all_that_it_needs(unpacked_whole: Path, tmp_path: Path) -> None:
    made = Trial(tmp_path / "prefix", unpacked_whole)
    run = made.install()
    assert run.returncode == 0, run.stderr
    assert made.bianmu("demo", "--prepare-only").returncode == 0


def test_a_damaged_bundle_is_refused_before_anything_is_touched(small: Path, tmp_path: Path) -> None:
    (small / "README.txt").write_text("changed", encoding="utf-8")
    run = install(small, "--prefix", str(tmp_path / "prefix"))
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "README.txt" in run.stderr
    assert list((tmp_path / "prefix").iterdir()) == []


def test_a_bundle_for_another_machine_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "wheels"
    empty.mkdir()
    elsewhere = bundle.Target(bundle.here().pythons, "riscv64", "2.28")
    made = unpack(bundle.assemble(tmp_path, empty, bundle.PROJECT / "requirements.lock", elsewhere), tmp_path)
    run = install(made, "--prefix", str(tmp_path / "prefix"))
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "riscv64" in run.stderr


@pytest.mark.parametrize("words", [("--prefix",), ("--frobnicate",)])
def test_wrong_usage_is_one_line_and_code_2(small: Path, words: tuple[str, ...]) -> None:
    run = install(small, *words)
    assert (run.returncode, run.stderr.count("\n"), run.stdout) == (2, 1, "")


def test_the_same_tree_makes_the_same_bundle(tmp_path: Path) -> None:
    empty = tmp_path / "wheels"
    empty.mkdir()
    archives = [bundle.assemble(tmp_path / name, empty, bundle.PROJECT / "requirements.lock", bundle.here()) for name in ("one", "two")]
    assert archives[0].read_bytes() == archives[1].read_bytes()
