from collections.abc import Iterator
from typing import Any

import pytest
import typer

from portal.cli.main import app


def leaves(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(words), command
        return
    for word, each in below.items():
        yield from leaves(each, (*words, word))


COMMANDS = dict(leaves(typer.main.get_command(app), ("bianmu",)))


def test_there_are_commands() -> None:
    assert {"bianmu serve", "bianmu worker", "bianmu demo", "bianmu db upgrade", "bianmu people bootstrap"} <= set(COMMANDS)


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_help_shows_an_example(words: str) -> None:
    command = COMMANDS[words]
    assert words in f"{command.help or ''}\n{command.epilog or ''}"
