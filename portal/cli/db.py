"""`bianmu db …`: the registry database's shape."""

import secrets
from pathlib import Path

import typer

from catalog.database import connect
from portal.cli import console
from portal.migrations.upgrade import drift, newest, require_current, upgrade
from portal.settings import AUDIT_KEY_BYTES, Settings

app = typer.Typer(help="The registry database.\n\nExample: bianmu db upgrade", no_args_is_help=True)


@app.command("upgrade")
def upgrade_database() -> None:
    """Create the database or bring it to this program's version; make the audit key if there is none.

    Example: BIANMU_HOME=/var/lib/bianmu bianmu db upgrade
    """
    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    make_audit_key(settings.audit_key_path)
    upgrade(connect(settings.registry_url))
    console.say(console.either(f"数据库已是第 {newest()} 版。", f"The database is at version {newest()}."))


@app.command()
def check() -> None:
    """Say whether the database has exactly this program's shape.

    Example: bianmu db check
    """
    engine = connect(Settings().registry_url)
    require_current(engine)
    differences = drift(engine)
    for difference in differences:
        console.say(str(difference))
    if differences:
        raise typer.Exit(console.FOUND_PROBLEMS)
    console.say(console.either("数据库结构与程序一致。", "The database has this program's shape."))


def make_audit_key(path: Path) -> None:
    """A new random key for the audit chain, readable by its owner only; an existing one is never touched."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secrets.token_hex(AUDIT_KEY_BYTES) + "\n")
