"""`bianmu shelf …`: what an audience may see, as files that can be thrown away and rebuilt."""

from typing import Annotated

import typer

from catalog import publication_log
from catalog.projection import AUDIENCES
from portal.cli import console
from portal.cli.registry import reading, registry
from portal.settings import Settings
from portal.shelf import follower
from portal.shelf.criteria import Criteria, Sort, Words
from portal.shelf.store import Shelf
from portal.worker import catch_up, reader

app = typer.Typer(help="The shelves.\n\nExample: bianmu shelf search 古树", no_args_is_help=True)
AUDIENCE = typer.Option("--audience", help="open or shared.")


@app.command()
def follow() -> None:
    """Bring every shelf up to the head of the publication log.

    Example: bianmu shelf follow
    """
    applied = catch_up(registry(), Settings())
    console.say(console.either(f"已应用 {applied} 条发布记录。", f"{applied} records applied."))


@app.command()
def rebuild(audience: Annotated[str, AUDIENCE] = "open") -> None:
    """Build a shelf anew from the first record and switch to it; readers see the old one until then.

    Example: bianmu shelf rebuild --audience open
    """
    _known(audience)
    settings = Settings()
    with console.progress("rebuild", _head()) as watch:
        done = follower.rebuild(reader(registry(), audience), settings.shelves, audience, site_url=settings.site_url, progress=watch)
    console.say(console.either(f"已重建，共 {done.records} 条记录。", f"Rebuilt from {done.records} records."))


@app.command()
def verify(audience: Annotated[str | None, AUDIENCE] = None) -> None:
    """Compare the shelves with the log replayed: nothing missing, nothing altered, nothing that is not to be seen.

    Example: bianmu shelf verify
    """
    settings = Settings()
    faults: list[str] = []
    for one in (audience,) if audience else AUDIENCES:
        _known(one)
        with console.progress(one, _head()) as watch:
            found = follower.verify(reader(registry(), one), settings.shelves, one, site_url=settings.site_url, progress=watch)
        faults.extend(f"{one}: {fault.text}" for fault in found)
    for line in faults:
        console.say(line)
    if faults:
        raise typer.Exit(console.FOUND_PROBLEMS)
    console.say(console.either("目录库与发布日志一致。", "The shelves agree with the log."))


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="What to look for.")],
    audience: Annotated[str, AUDIENCE] = "open",
    rows: Annotated[int, typer.Option(help="At most so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find entries on a shelf.

    Example: bianmu shelf search 古树
    """
    _known(audience)
    wanted = Criteria(Words(words), (Sort("score", descending=True),), 0, rows, (), 0, 1)
    with Shelf(Settings().shelves, audience).read() as snapshot:
        found = snapshot.find(wanted)
        titles = {name: (snapshot.content(name) or {})["document"]["title"] for name in found.names}
    if not as_json:
        console.say(console.either(f"共 {found.count} 条。", f"{found.count} entries."))
    console.say_rows([{"name": name, "title": title} for name, title in titles.items()], {"name": "编码", "title": "名称"}, as_json=as_json)


def _known(audience: str) -> None:
    if audience not in AUDIENCES:
        console.fail(console.either("audience 应为 open 或 shared。", "The audience is open or shared."), console.WRONG_USAGE)


def _head() -> int:
    with reading() as session:
        return publication_log.head(session)
