"""Holding everything at a target against the log, and mending what somebody changed, added under our mark, or deleted."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.ckan_interop.remote import connection, datasets, ledger, payload, state
from portal.ckan_interop.remote.datasets import Ours
from portal.ckan_interop.remote.delivery import Connect, Report, Run, Source, running, took_in
from portal.ckan_interop.remote.payload import ENTRY_MARK, INSTANCE_MARK
from portal.ckan_interop.remote.refusals import RemoteError
from portal.ckan_interop.remote.targets import Target
from portal.shelf.records import Progress

_PAGE = 500


def reconcile(target: Target, source: Source, *, connect: Connect = connection.session_for, progress: Progress | None = None) -> Report:
    """Read the log from its beginning and every dataset of ours from the target; the receipts that wrote are what was mended."""
    with state.sole(source.home, target.name, waiting=True), running(target, source, connect, look=True) as run:
        if took_in(run, anew=True):
            run.drain(ledger.due(run.file, run.now, patient=False), progress)
        if run.report.trouble is None:
            _take_strays_away(run)
        return run.report


def _take_strays_away(run: Run) -> None:
    """Datasets under our mark that we never delivered, copies for example; what is still to be delivered is let be."""
    rows = run.file.execute("SELECT id, remote_id FROM delivery").fetchall()
    ours = {remote_id for _, remote_id in rows}
    pending = {entry for (entry,) in run.file.execute("SELECT id FROM source")} - {entry for entry, _ in rows}
    for remote_id, name, entry in _marked(run):
        if remote_id in ours or entry in pending:
            continue
        try:
            receipt = datasets.withdraw(run.line, Ours(entry, "", remote_id, run.instances), erased=False)
        except RemoteError as error:
            run.report.failures.append((name, error))
        else:
            if receipt.wrote:
                run.report.receipts.append((name, receipt))


def _marked(run: Run) -> list[tuple[str, str, str]]:
    """The id, the name and the entry of every dataset at the target that bears our mark."""
    try:
        return [
            (found["id"], str(found.get("name", "")), payload.extras_of(found).get(ENTRY_MARK, ""))
            for instance in run.instances
            for found in _found(run, instance)
            if payload.extras_of(found).get(INSTANCE_MARK) == instance
        ]
    except RemoteError as error:
        # A target whose search does not know our mark: what stands under our own ids has been looked at all the same.
        run.report.failures.append((INSTANCE_MARK, error))
        return []


def _found(run: Run, instance: str) -> Iterator[Mapping[str, Any]]:
    wanted = {"fq": f'{INSTANCE_MARK}:"{instance}"', "rows": _PAGE, "include_private": True, "sort": "id asc"}
    seen: set[str] = set()
    # A target that ignores `start` gives the same page for ever.
    while page := [each for each in run.line.call("package_search", wanted | {"start": len(seen)})["results"] if each["id"] not in seen]:
        yield from page
        seen.update(each["id"] for each in page)
