import configparser
import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import typer

from portal.cli.main import app
from portal.deploy import bundle

UNITS = sorted((bundle.PROJECT / "portal" / "deploy").glob("*.service"))
HARDENING = {
    "ProtectSystem": "strict",
    "ReadWritePaths": "/var/lib/bianmu",
    "NoNewPrivileges": "yes",
    "PrivateTmp": "yes",
    "ProtectHome": "yes",
    "CapabilityBoundingSet": "",
    "User": "bianmu",
}

each_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)


def service(unit: Path) -> configparser.SectionProxy:
    """Units say some keys more than once, which is right for systemd."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit, encoding="utf-8")
    return parser["Service"]


def test_there_is_a_unit_for_the_web_and_one_for_the_work_behind_it() -> None:
    assert [unit.name for unit in UNITS] == ["bianmu-worker.service", "bianmu.service"]


@each_unit
def test_the_unit_is_hardened(unit: Path) -> None:
    keys = service(unit)
    assert {name: keys.get(name) for name in HARDENING} == HARDENING


def unknown_words(words: list[str]) -> list[str]:
    """The words of a command line that the program does not know."""
    command: Any = typer.main.get_command(app)
    names = list(takewhile(lambda word: not word.startswith("-"), words))
    for name in names:
        command = getattr(command, "commands", {}).get(name)
        if command is None:
            return [name]
    known = {"--help"} | {option for parameter in command.params for option in parameter.opts}
    return [word for word in words[len(names) :] if word.startswith("--") and word not in known]


@each_unit
def test_the_unit_calls_a_command_that_there_is(unit: Path) -> None:
    program, *words = service(unit)["ExecStart"].split()
    assert program == "/opt/bianmu/venv/bin/bianmu"
    assert unknown_words(words) == []


@pytest.mark.parametrize("page", ["README.txt", "install.sh"])
def test_the_bundle_speaks_of_commands_that_there_are(page: str) -> None:
    text = (bundle.PROJECT / "portal" / "deploy" / page).read_text(encoding="utf-8")
    spoken = re.findall(r"""(?:sudo bianmu|trial/opt/bianmu/bin/bianmu|"\$opt/bin/bianmu"|\$command) ((?:[a-z]+ ?)*(?:--[a-z-]+)?)""", text)
    assert spoken
    assert [words for words in spoken if unknown_words(words.split()) != []] == []
