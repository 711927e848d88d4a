"""`bianmu publication export|import|make-key|receipt|receive-receipt`: the log carried through an air gap.

Commands of the inside work on the registry as a person; those of the outside open no registry and ask for nobody.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from catalog.clock import SystemClock
from catalog.projection import AUDIENCES
from portal.cli import console
from portal.cli.acting import AS, PASSWORD_FILE, acting_person
from portal.cli.registry import reading, registry, writing
from portal.handover import carriers, exporting, following, importing, keys, receipts
from portal.handover.places import Places, Side
from portal.handover.wanted import Exported, Wanted
from portal.settings import Settings

AUDIENCE = typer.Option("--audience", help="open or shared.")
TO = typer.Option("--to", help="Folder to write to, on the medium that is carried.")
FROM_START = typer.Option("--from-start", help="Begin anew with the first record: for a new node, or after a bundle was lost.")
AGAIN = typer.Option("--again", help="Make the last bundle once more, byte for byte.")
LIMIT = typer.Option("--limit", help="At most so many records in the bundle.", min=1)
AS_JSON = typer.Option("--json", help="One JSON object.")


def make_key() -> None:
    """Make the inside's key; its public half is to be carried to the outside, into the same place there.

    Example: bianmu publication make-key
    """
    say_key("inside")


def export(
    acting: Annotated[str, AS],
    to: Annotated[Path, TO] = Path(),
    audience: Annotated[str, AUDIENCE] = "open",
    from_start: Annotated[bool, FROM_START] = False,
    again: Annotated[bool, AGAIN] = False,
    limit: Annotated[int | None, LIMIT] = None,
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Inside: write what the log has since the last bundle into a signed bundle.

    Example: bianmu publication export --to /media/disc --as system-admin
    """
    known(audience)
    key = keys.signing_key(Places(Settings().home), "inside")
    with reading() as session:
        by = carriers.require(acting_person(session, acting, password_file))
    wanted = Wanted(audience, anew=from_start, again=again, limit=limit)
    with console.progress("export", None) as watch:
        say_exported(exporting.export(registry(), by, key, to, wanted, watch), as_json=as_json)


def import_file(
    file: Annotated[Path, typer.Argument(help="The bundle.")],
    audience: Annotated[str, AUDIENCE] = "open",
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Outside: take in the bundle that comes next, and bring the shelf up to it. Refused untouched if anything is odd.

    Example: bianmu publication import /media/disc/bianmu-open-000003-121-180.tar
    """
    known(audience)
    settings = Settings()
    places = Places(settings.home)
    with console.progress("import", None) as watch:
        imported = importing.take_in(places, file, audience, SystemClock().now(), watch=watch)
    following.catch_up(places, settings.shelves, settings.site_url)
    note = imported.note
    if as_json:
        console.say_json({"sequence": note.sequence, "bundle": note.digest, "last": note.last.number, "records": imported.records})
    else:
        console.say(
            console.either(
                f"已导入第 {note.sequence} 包，{imported.records} 条记录，至第 {note.last.number} 条。",
                f"Bundle {note.sequence} imported: {imported.records} records, up to {note.last.number}.",
            )
        )


def receipt(
    audience: Annotated[str, AUDIENCE] = "open",
    to: Annotated[Path | None, typer.Option("--to", help="File to write; printed otherwise.")] = None,
) -> None:
    """Outside: say what was imported and where the shelf stands, to be carried back; signed if the outside has a key.

    Example: bianmu publication receipt --to /media/disc/receipt.json
    """
    known(audience)
    settings = Settings()
    text = receipts.make(Places(settings.home), settings.shelves, audience, SystemClock().now())
    if to is None:
        console.say(text)
    else:
        to.write_text(text + "\n", encoding="utf-8")


def receive_receipt(
    file: Annotated[Path, typer.Argument(help="The receipt.")],
    acting: Annotated[str, AS],
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Inside: write down that a bundle arrived.

    Example: bianmu publication receive-receipt /media/disc/receipt.json --as system-admin
    """
    with writing() as session:
        by = carriers.require(acting_person(session, acting, password_file))
        got = receipts.receive(session, by, Places(Settings().home), file)
    shelf = got.shelf_number if got.shelf_number is not None else "—"
    console.say(
        console.either(
            f"第 {got.sequence} 包已送达，至第 {got.number} 条；目录库已到第 {shelf} 条。",
            f"Bundle {got.sequence} has arrived, up to record {got.number}; the shelf stands at {shelf}.",
        )
    )


def say_key(side: Side) -> None:
    """Make a side's key and say where its public half is."""
    public = keys.make(Places(Settings().home), side)
    (made,) = keys.trusted_keys(Places(Settings().home), side)
    mark = keys.fingerprint(made)
    console.say(console.either(f"公钥在 {public}，指纹 {mark}。", f"The public key is {public}, its fingerprint {mark}."))


def say_exported(exported: Exported | None, *, as_json: bool) -> None:
    """Tell of a bundle, or that there is none."""
    if exported is None:
        if not as_json:
            console.say(console.either("没有新的内容可导出。", "There is nothing new to export."))
        return
    note, path = exported.note, os.fspath(exported.path)
    if as_json:
        facts = {"sequence": note.sequence, "bundle": note.digest, "last": note.last.number, "records": exported.records}
        console.say_json({"path": path} | facts)
    else:
        console.say(console.either(f"已写入 {path}，{exported.records} 条。", f"Wrote {path}: {exported.records} records."))


def known(audience: str) -> None:
    """Refuse an audience that nobody knows."""
    if audience not in AUDIENCES:
        console.fail(console.either("audience 应为 open 或 shared。", "The audience is open or shared."), console.WRONG_USAGE)
