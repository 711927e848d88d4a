"""`python -m portal.reference`: writes docs/operations.md from what the program itself says of its settings and commands."""

import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup

from portal.cli.main import app
from portal.settings import Settings

PAGE = Path(__file__).parent.parent / "docs" / "operations.md"
INTRODUCTION = """# Running Bianmu

This page is made by `python -m portal.reference` from the program itself; a test holds that it is true.

## Files

Everything lives under `BIANMU_HOME`: `registry.sqlite` (unless `BIANMU_DATABASE_URL` names a PostgreSQL server), `audit.key`,
`attachments/`, `shelves/`. Back up the registry, the attachments and, apart from them, the audit key. Shelves need no backup:
`bianmu shelf rebuild` makes them from the publication log.

A first start: `bianmu db upgrade`, `bianmu people bootstrap` (once; prints three one-time passwords), `bianmu serve`.
Upgrading: stop, install, `bianmu db upgrade`, start. A database of a newer program is refused untouched.

`/healthz` answers 200 once the program serves; `/readyz` once its shelf is open.

## Settings
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_settings(), "", "## Commands", "", *_commands()]) + "\n"


def _settings() -> Iterator[str]:
    yield "| variable | default | what it is |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        yield f"| `BIANMU_{name.upper()}` | {default} | {field.description} |"


def _commands() -> Iterator[str]:
    group = typer.main.get_command(app)
    for path, summary in _walk(group, "bianmu"):
        yield f"- `{path}`: {summary}"


def _walk(command: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, TyperGroup):
        for name in sorted(command.commands):
            yield from _walk(command.commands[name], f"{path} {name}")
    else:
        text = (getattr(command, "help", "") or "").split("\n\n")[0]
        yield path, " ".join(text.split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
