"""Outside: the next messages of the intake into a signed bundle for the inside."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from catalog.database import moment_text
from portal.handover import writing
from portal.handover.errors import HandoverError
from portal.handover.manifest import INSIDE, INTAKE, BundleNote, Heading, heading_after, heading_again
from portal.handover.wanted import Exported, Wanted
from portal.handover.writing import Line
from portal.intake.message_lines import line
from portal.intake.store import Intake

PAGE = 500
NEXT = Wanted(INSIDE)


def export(intake: Intake, key: Ed25519PrivateKey, folder: Path, at: datetime, wanted: Wanted = NEXT) -> Exported | None:
    """Write the next bundle; None when there is nothing new. The intake file remembers it."""
    if wanted.anew and wanted.again:
        raise HandoverError("again_or_anew")
    if not intake.after(0, 1):
        return None
    known = intake.last_bundle()
    heading, lines = _plan(intake, wanted, known, at)
    with writing.bundle(folder, key, heading, lines, limits=wanted.limits) as made:
        if made is None:
            return None
        if not wanted.again:
            intake.note_bundle(known, made.note)
        elif made.note != known:
            raise HandoverError("not_the_same")
        return Exported(made.release(), made.note, made.manifest.records)


def _plan(intake: Intake, wanted: Wanted, known: BundleNote | None, at: datetime) -> tuple[Heading, Iterator[Line]]:
    if not wanted.again:
        facts = {"kind": INTAKE, "instance": intake.identity(), "audience": INSIDE, "made_at": moment_text(at)}
        heading = heading_after(known, **facts, anew=wanted.anew)
        return heading, islice(_lines(intake, heading.after.number), wanted.limit)
    if known is None:
        raise HandoverError("nothing_exported")
    many = known.last.number - known.after.number
    return heading_again(known, kind=INTAKE, audience=INSIDE), islice(_lines(intake, known.after.number), many)


def _lines(intake: Intake, after: int) -> Iterator[Line]:
    while messages := intake.after(after, PAGE):
        yield from (line(message) for message in messages)
        after = messages[-1].number
