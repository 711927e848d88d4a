"""`bianmu intake …`: what the public sent in, carried to the inside."""

from pathlib import Path
from typing import Annotated

import typer

from catalog.clock import SystemClock
from portal.cli import console
from portal.cli.acting import AS, PASSWORD_FILE, acting_person
from portal.cli.handover import AGAIN, AS_JSON, FROM_START, LIMIT, TO, say_exported, say_key
from portal.cli.registry import reading, registry
from portal.handover import carriers, keys
from portal.handover.manifest import INSIDE
from portal.handover.places import Places
from portal.handover.wanted import Wanted
from portal.intake import collecting, exporting
from portal.intake.store import Intake
from portal.settings import Settings

app = typer.Typer(help="What the public sent in.\n\nExample: bianmu intake collect --as system-admin", no_args_is_help=True)


@app.command("make-key")
def make_key() -> None:
    """Make the outside's key; its public half is to be carried to the inside, into the same place there.

    Example: bianmu intake make-key
    """
    say_key("outside")


@app.command()
def export(
    to: Annotated[Path, TO] = Path(),
    from_start: Annotated[bool, FROM_START] = False,
    again: Annotated[bool, AGAIN] = False,
    limit: Annotated[int | None, LIMIT] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Outside: write what came in since the last bundle into a signed bundle.

    Example: bianmu intake export --to /media/disc
    """
    places = Places(Settings().home)
    key, wanted = keys.signing_key(places, "outside"), Wanted(INSIDE, anew=from_start, again=again, limit=limit)
    say_exported(exporting.export(Intake(places.intake), key, to, SystemClock().now(), wanted), as_json=as_json)


@app.command()
def collect(
    acting: Annotated[str, AS],
    file: Annotated[Path | None, typer.Argument(help="The bundle; without it, the intake file of this machine is read.")] = None,
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Inside: collect what the public sent in; what was collected before stays as it is.

    Example: bianmu intake collect /media/disc/bianmu-inside-000001-1-20.tar --as system-admin
    """
    places = Places(Settings().home)
    with reading() as session:
        by = carriers.require(acting_person(session, acting, password_file))
    if file is None:
        gathered = collecting.collect_directly(registry(), by, places)
    else:
        gathered = collecting.collect_bundle(registry(), by, places, file)
    if as_json:
        console.say_json({"intake": gathered.intake, "messages": gathered.messages})
    else:
        console.say(console.either(f"新收取 {gathered.messages} 件。", f"{gathered.messages} new messages collected."))
