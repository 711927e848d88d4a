"""A run at one target: the log is taken in, then every entry that is due is brought to where the log has it."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

import requests

from catalog import digest
from catalog.clock import Clock
from portal.ckan_interop.remote import connection, datasets, following, ledger, payload, state
from portal.ckan_interop.remote.connection import Connection
from portal.ckan_interop.remote.datasets import Ours, Wanted
from portal.ckan_interop.remote.ledger import Job
from portal.ckan_interop.remote.places import Places
from portal.ckan_interop.remote.receipts import Adjustment, Receipt
from portal.ckan_interop.remote.refusals import ForbiddenError, LaterError, RemoteError
from portal.ckan_interop.remote.targets import Target
from portal.shelf.errors import LogError
from portal.shelf.package import package
from portal.shelf.records import Progress, Read

Connect = Callable[[Target], requests.Session]
_GONE = "gone"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a delivery takes from: the open log, the home folder with the targets' files, the address of our site, the time."""

    read: Read
    home: Path
    site_url: str
    clock: Clock


@dataclass(slots=True)
class Report:
    """What a run did: receipts and failures by name; `trouble` when the target as a whole could not be served."""

    target: str
    receipts: list[tuple[str, Receipt]] = field(default_factory=list)
    failures: list[tuple[str, RemoteError]] = field(default_factory=list)
    places: list[tuple[str, Receipt]] = field(default_factory=list)
    trouble: RemoteError | None = None
    requests: int = 0
    writes: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.failures and self.trouble is None


class Run:
    """One target served by this process alone; `look` reads everything at the target, even what is known to stand there."""

    def __init__(self, file: sqlite3.Connection, target: Target, source: Source, connect: Connect, *, look: bool) -> None:
        self.file, self.target, self.source, self.look = file, target, source, look
        self.report = Report(target.name)
        self.instances = ledger.instances(file, target.instance or source.site_url)
        self._connect, self._token = connect, connection.token_of(target)
        self._own, self._lines = threading.local(), list[Connection]()
        self.places = Places(file, self.line, self.instances, self.now, look=look)

    @property
    def now(self) -> datetime:
        return self.source.clock.now()

    @property
    def line(self) -> Connection:
        """This thread's line to the target."""
        if not hasattr(self._own, "line"):
            self._own.line = Connection(self.target, self._token, self._connect(self.target))
            self._lines.append(self._own.line)
        found: Connection = self._own.line
        return found

    def drain(self, entries: Sequence[str], progress: Progress | None = None) -> None:
        """Work on these entries until all are settled or the target turns out to be in trouble."""
        if not (entries or ledger.is_in_trouble(self.file)) or not self._is_reached():
            return
        waiting = iter(entries)
        with ThreadPoolExecutor(self.target.workers) as pool:
            while self.report.trouble is None and (batch := list(islice(waiting, self.target.workers))):
                steps = [self._step(entry) for entry in batch]
                for step, outcome in zip(steps, pool.map(_take, steps), strict=True):
                    self._settle(step, outcome)
                if progress:
                    progress(len(batch))
        if self.report.trouble is None:
            self.report.failures.extend(self.places.clear_away())

    def close(self) -> None:
        self.report.places = self.places.written
        for line in self._lines:
            self.report.requests += line.requests
            self.report.writes += line.writes
            line.close()

    def _is_reached(self) -> bool:
        if not self.line.answers():
            self._stop(LaterError("unreachable", reason=self.target.url))
        elif not self._knows_us():
            self._stop(ForbiddenError("token", file=str(self.target.token_file)))
        if self.report.trouble is None:
            ledger.wake(self.file, self.now)
        return self.report.trouble is None

    def _step(self, entry: str) -> "_Step":
        job = ledger.job(self.file, entry)
        before = job.before
        ours = Ours(job.id, job.name, before.remote_id if before else None, self.instances)
        if job.content is None:
            is_done = before is not None and not before.shown and not self.look
            return _Step(job, _GONE, None if is_done else lambda: datasets.withdraw(self.line, ours, erased=job.erased))
        try:
            wanted = self._wanted(job, ours)
        except RemoteError as error:
            return _Step(job, "", _raising(error))
        sent = digest.of(wanted.payload)
        if before and before.shown and before.digest == sent:
            if not self.look:
                return _Step(job, sent, None)
            wanted = Wanted(ours, wanted.payload, wanted.groups, wanted.adjustments, before.receipt.differences)
        return _Step(job, sent, lambda: datasets.publish(self.line, wanted))

    def _wanted(self, job: Job, ours: Ours) -> Wanted:
        content = job.content or {}
        if job.department is None:
            raise LaterError("unit_unknown", key=content["document"]["provider"])
        modified = datetime.fromisoformat(job.modified)
        shown = package(content, job.department, site_url=self.source.site_url, modified=modified)
        owner = self.places.owner(job.department)
        groups, left_out = self.places.groups(content["document"]["themes"])
        adjusted = payload.adjustments(content, shown)
        if left_out:
            adjusted = (*adjusted, Adjustment("groups", "、".join(left_out), ""))
        sent = payload.of_package(shown, owner=owner, groups=groups, instance=self.instances[-1])
        return Wanted(ours, sent, self.places.group_names, adjusted)

    def _settle(self, step: "_Step", outcome: Receipt | RemoteError | None) -> None:
        job = step.job
        if outcome is None or (isinstance(outcome, Receipt) and _says_nothing_new(job, outcome)):
            ledger.leave(self.file, job.id)
        elif isinstance(outcome, Receipt):
            ledger.settle(self.file, job, step.digest, outcome, self.now)
            self.report.receipts.append((job.name, outcome))
        elif not self._blames_the_target(outcome):
            ledger.fail(self.file, job, outcome, self.now)
            self.report.failures.append((job.name, outcome))

    def _blames_the_target(self, error: RemoteError) -> bool:
        """Whether the failure is not the entry's: the target is away, or no longer knows us. Then the run ends."""
        if self.report.trouble is not None:
            return True  # found out already, by another entry on its way at the same time
        if isinstance(error, LaterError) and not self.line.answers():
            self._stop(error)
        if isinstance(error, ForbiddenError) and not self._knows_us():
            self._stop(ForbiddenError("token", file=str(self.target.token_file)))
        return self.report.trouble is not None

    def _knows_us(self) -> bool:
        """Whether the target takes our token for a person's; where that cannot be told, the target is in trouble."""
        try:
            return self.line.is_known()
        except LaterError as error:
            self._stop(error)
            return True

    def _stop(self, error: RemoteError) -> None:
        self.report.trouble = error
        ledger.sleep(self.file, error, self.now)


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be done for an entry; None when nothing is."""

    job: Job
    digest: str
    act: Callable[[], Receipt] | None


@contextmanager
def running(target: Target, source: Source, connect: Connect, *, look: bool = False) -> Iterator[Run]:
    """A run with its file open; what was freed in the file is wiped at the end. The caller holds `state.sole`."""
    with state.opened(source.home, target.name) as file:
        run = Run(file, target, source, connect, look=look)
        try:
            yield run
        finally:
            run.close()
        state.forget_traces(file)


def push(
    target: Target,
    source: Source,
    *,
    connect: Connect = connection.session_for,
    patient: bool = False,
    progress: Progress | None = None,
) -> Report | None:
    """Deliver what is due; a `patient` push keeps to the pauses after failures, and is None when another process is at it."""
    with state.sole(source.home, target.name, waiting=not patient) as is_ours:
        if not is_ours:
            return None
        with running(target, source, connect) as run:
            if patient and ledger.is_asleep(run.file, source.clock.now()):
                return run.report
            if took_in(run):
                run.drain(ledger.due(run.file, run.now, patient=patient), progress)
            return run.report


def took_in(run: Run, *, anew: bool = False) -> bool:
    """Take in the log; whether it continues what the target's file was made from."""
    try:
        following.follow(run.file, run.source.read, run.target, run.source.site_url, anew=anew)
    except LogError:
        run.report.trouble = LaterError("log")
        ledger.sleep(run.file, run.report.trouble, run.now)
    return run.report.trouble is None


def _says_nothing_new(job: Job, receipt: Receipt) -> bool:
    """Whether what was withdrawn is still away: the receipt of the withdrawal is worth more."""
    return receipt.act == "absent" and job.before is not None and not job.before.shown


def _take(step: _Step) -> Receipt | RemoteError | None:
    try:
        return step.act() if step.act else None
    except RemoteError as error:
        return error


def _raising(error: RemoteError) -> Callable[[], Receipt]:
    def act() -> Receipt:
        raise error

    return act
