"""Inside: the next records of an audience into a signed bundle.

First the bundle is made beside its place, then the audit chain says so, then it gets its name. Killed in between, the
bundle can be made again, byte for byte: time, order and signature are the same.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session, col, func, select

from catalog import publication_log
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.database import Registry, moment_text
from catalog.journal import PublicationRecord
from portal import transactions
from portal.handover import dispatches, writing
from portal.handover.errors import HandoverError
from portal.handover.instance import identity
from portal.handover.manifest import PUBLICATION, BundleNote, Heading, heading_after, heading_again
from portal.handover.record_lines import ENDS, line
from portal.handover.wanted import Exported, Wanted, Watch
from portal.handover.writing import Line, Made

PAGE = 1000


def export(
    registry: Registry, by: Actor, key: Ed25519PrivateKey, folder: Path, wanted: Wanted, watch: Watch = lambda _: None
) -> Exported | None:
    """Write the next bundle for an audience; None when there is nothing new. One audit record says who did it."""
    if wanted.anew and wanted.again:
        raise HandoverError("again_or_anew")
    with transactions.reading(registry) as session:
        known = dispatches.last(session, wanted.audience)
        if known is None and publication_log.head(session) == 0:
            return None
        heading, lines = _plan(session, wanted, known, watch)
        with writing.bundle(folder, key, heading, lines, wanted.files, wanted.limits) as made:
            if made is None:
                return None
            if wanted.again:
                if made.note != known:
                    raise HandoverError("not_the_same")
            else:
                _remember(registry, by, wanted.audience, known, made)
            return Exported(made.release(), made.note, made.manifest.records)


def _plan(session: Session, wanted: Wanted, known: BundleNote | None, watch: Watch) -> tuple[Heading, Iterator[Line]]:
    audience = wanted.audience
    if not wanted.again:
        facts = {"kind": PUBLICATION, "instance": identity(session), "audience": audience, "made_at": moment_text(now_of(session))}
        heading = heading_after(known, **facts, anew=wanted.anew)
        return heading, islice(_lines(session, audience, heading.after.number, publication_log.head(session), watch), wanted.limit)
    if known is None:
        raise HandoverError("nothing_exported")
    return heading_again(known, kind=PUBLICATION, audience=audience), _lines(
        session, audience, known.after.number, known.last.number, watch
    )


def _lines(session: Session, audience: str, after: int, until: int, watch: Watch) -> Iterator[Line]:
    """The records in between. What an entry was before its last end is not carried out: nobody may see it any more."""
    ended = _ends(session, audience)
    while records := publication_log.records_after(session, audience, after, PAGE):
        for record in records:
            if record.number > until:
                return
            over = record.subject_kind == "entry" and record.number < ended.get(record.subject_id, 0)
            yield line(record, with_content=not over)
            after = record.number
        watch(len(records))
        session.expunge_all()


def _ends(session: Session, audience: str) -> dict[str, int]:
    """The number of the last end of every entry that ever ended."""
    log = PublicationRecord
    ended = (
        select(log.subject_id, func.max(log.number))
        .where(col(log.audience) == audience, col(log.subject_kind) == "entry", col(log.act).in_(ENDS))
        .group_by(col(log.subject_id))
    )
    return dict(session.exec(ended).all())


def _remember(registry: Registry, by: Actor, audience: str, known: BundleNote | None, made: Made) -> None:
    with transactions.writing(registry) as session:
        if dispatches.last(session, audience) != known:
            raise HandoverError("busy")
        dispatches.write(session, by, audience, made.note, made.manifest.records)
