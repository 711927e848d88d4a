"""The command `bianmu`: collects the groups, and turns every refusal into one line and an exit code."""

import sys

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from catalog.errors import CatalogError, InvalidDocumentError
from portal.cli import audit, batch, case, console, db, demo, handover, importing, intake, people, publication, remote, serving, shelf
from portal.cli.validate import validate
from portal.shelf.errors import ShelfError

app = typer.Typer(
    name="bianmu",
    help="Bianmu 编目: register, judge and open a bureau's data resources.\n\nExample: bianmu db upgrade && bianmu serve",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, group in (
    ("db", db.app),
    ("people", people.app),
    ("case", case.app),
    ("batch", batch.app),
    ("publication", publication.app),
    ("intake", intake.app),
    ("shelf", shelf.app),
    ("remote", remote.app),
    ("audit", audit.app),
):
    app.add_typer(group, name=name)
for name, command in (
    ("make-key", handover.make_key),
    ("export", handover.export),
    ("import", handover.import_file),
    ("receipt", handover.receipt),
    ("receive-receipt", handover.receive_receipt),
):
    publication.app.command(name)(command)
app.command()(validate)
app.command("import")(importing.import_file)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(demo.demo)


def main() -> None:
    """Run a command; exit code 0 done, 1 found problems or refused, 2 wrong usage."""
    try:
        app()
    except InvalidDocumentError as error:
        for problem in error.problems:
            console.ERR.print(problem.text(_locale()), markup=False, highlight=False)
        _stop(error.text(_locale()))
    except CatalogError as error:
        _stop(error.text(_locale()))
    except ShelfError as error:
        _stop(error.text(_locale()))
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        _stop(f"数据库操作失败：{reason}" if _locale() == "zh" else f"The database refused: {reason}")
    except OSError as error:
        what = error.filename or ""
        _stop(f"{what}：{error.strerror}" if _locale() == "zh" else f"{what}: {error.strerror}")
    except ValidationError as error:
        first = error.errors()[0]
        setting = "BIANMU_" + "_".join(str(part).upper() for part in first["loc"])
        _stop(f"{setting}: {first['msg']}")


def _stop(line: str) -> None:
    console.ERR.print(line, markup=False, highlight=False)
    sys.exit(console.FOUND_PROBLEMS)


def _locale() -> str:
    try:
        return console.locale()
    except ValidationError:
        return "en"


if __name__ == "__main__":
    main()
