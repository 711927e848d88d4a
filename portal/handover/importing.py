"""Outside: a bundle is judged to the last byte, and only then anything changes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.handover import data_files, inbox, keys, ledger, reading, record_lines
from portal.handover.errors import HandoverError
from portal.handover.limits import LIMITS, Limits
from portal.handover.manifest import PUBLICATION, BundleNote, Manifest, Mark
from portal.handover.places import Places
from portal.handover.reading import Opened
from portal.handover.wanted import Watch


@dataclass(frozen=True, slots=True)
class Imported:
    """What a bundle brought."""

    note: BundleNote
    records: int


def take_in(
    places: Places, bundle_file: Path, audience: str, at: datetime, *, limits: Limits = LIMITS, watch: Watch = lambda _: None
) -> Imported:
    """Import the bundle that comes next for this audience; refused in one line, with nothing changed, if it is not that."""
    trusted = keys.trusted_keys(places, "inside")
    with reading.opened(bundle_file, trusted, places.handover, limits) as bundle:
        manifest = bundle.manifest
        require(manifest, PUBLICATION, audience)
        known = inbox.standing(places.inbox, audience)
        ledger.judge(manifest, known, is_known=inbox.has_imported(places.inbox, audience, bundle.digest))
        note = note_of(bundle, _check_records(bundle, known, watch))
        data_files.keep(places.files, bundle)
        inbox.keep(places.inbox, bundle, known, note, at)
    return Imported(note, manifest.records)


def require(manifest: Manifest, kind: str, audience: str) -> None:
    """Refuse a bundle of another kind or for others."""
    if manifest.kind != kind:
        raise HandoverError("wrong_kind", found=manifest.kind, wanted=kind)
    if manifest.audience != audience:
        raise HandoverError("wrong_audience", found=manifest.audience, wanted=audience)


def note_of(bundle: Opened, last: Mark) -> BundleNote:
    """What is remembered of a bundle of which `last` is the last record."""
    manifest = bundle.manifest
    return BundleNote(manifest.instance, manifest.sequence, bundle.digest, manifest.previous, manifest.after, last, manifest.made_at)


def _check_records(bundle: Opened, known: BundleNote | None, watch: Watch) -> Mark:
    """Look at every record; one that begins anew has to hold what is here already. Returns the last."""
    last = None
    holds_known = known is None or not bundle.manifest.begins_anew
    for record in record_lines.checked(bundle):
        last = Mark(number=record.number, digest=record.digest)
        holds_known = holds_known or (known is not None and last == known.last)
        watch(1)
    if known is not None and not holds_known:
        raise HandoverError("behind", sequence=bundle.manifest.sequence, number=known.last.number)
    return last or bundle.manifest.after
