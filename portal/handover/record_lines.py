"""Publication records as lines of JSON, and what has to hold of them before anything is done with them."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from catalog import digest
from catalog.database import moment_text
from catalog.publication_log import Record
from portal.handover.errors import HandoverError
from portal.handover.manifest import Digest, Mark
from portal.handover.reading import Opened
from portal.handover.writing import Line

# Acts after which nobody of the audience may see what an entry was.
ENDS = ("withdraw", "suspend", "erase")


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    number: Annotated[int, Field(ge=1)]
    at: AwareDatetime
    audience: str
    act: Annotated[str, Field(min_length=1)]
    subject_kind: Annotated[str, Field(min_length=1)]
    subject_id: Annotated[str, Field(min_length=1)]
    content: dict[str, Any] | None
    digest: Digest


def line(record: Record, *, with_content: bool) -> Line:
    """A record as it goes out. Without content it keeps number and digest, as one whose content was destroyed."""
    fields = {name: getattr(record, name) for name in _Line.model_fields}
    shown = fields | {"at": moment_text(record.at), "content": record.content if with_content else None}
    return Line(Mark(number=record.number, digest=record.digest), digest.canonical(shown))


def checked(bundle: Opened) -> Iterator[Record]:
    """The records of a bundle, each refused unless its number, audience, and digest hold; the number of them too."""
    manifest = bundle.manifest
    number, count = manifest.after.number, 0
    for count, text in enumerate(bundle.lines(), start=1):
        record = _parsed(text, count)
        if record.number <= number or (count == 1 and record.number != manifest.first):
            raise HandoverError("record_order", number=record.number)
        if record.audience != manifest.audience:
            raise HandoverError("record_audience", number=record.number, found=record.audience[:20])
        if record.content is not None and digest.of(record.content) != record.digest:
            raise HandoverError("record_content", number=record.number)
        number = record.number
        yield record
    if (number, count) != (manifest.last, manifest.records):
        raise HandoverError("record_order", number=number)


def _parsed(text: bytes, place: int) -> Record:
    try:
        found = _Line.model_validate_json(text)
    except ValidationError:
        raise HandoverError("record_form", place=place) from None
    return Record(**dict(found))
