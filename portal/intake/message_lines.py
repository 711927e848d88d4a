"""Messages as lines of JSON in a bundle, and what has to hold of them."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from catalog import digest
from catalog.database import moment_text
from portal.handover.errors import HandoverError
from portal.handover.manifest import Digest, Mark
from portal.handover.reading import Opened
from portal.handover.writing import Line
from portal.intake.message import KIND, Message


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    number: Annotated[int, Field(ge=1)]
    at: AwareDatetime
    kind: Annotated[str, Field(pattern=f"^{KIND.pattern}$")]
    payload: dict[str, Any]
    previous: Digest
    digest: Digest


def line(message: Message) -> Line:
    """A message as it goes into a bundle."""
    fields = {name: getattr(message, name) for name in _Line.model_fields}
    return Line(message.mark, digest.canonical(fields | {"at": moment_text(message.at)}))


def checked(bundle: Opened) -> Iterator[Message]:
    """The messages of a bundle, each refused unless it continues the chain from where the manifest says."""
    manifest = bundle.manifest
    number = manifest.after.number
    for message in chained(_parsed(bundle), manifest.after):
        number = message.number
        yield message
    if (manifest.first, number) != (manifest.after.number + 1, manifest.last) or number - manifest.first + 1 != manifest.records:
        raise HandoverError("record_order", number=number)


def chained(messages: Iterable[Message], after: Mark) -> Iterator[Message]:
    """The same messages, refused where one is missing or altered."""
    for message in messages:
        if (message.number, message.previous) != (after.number + 1, after.digest):
            raise HandoverError("record_order", number=message.number)
        if not message.is_whole():
            raise HandoverError("record_content", number=message.number)
        after = message.mark
        yield message


def _parsed(bundle: Opened) -> Iterator[Message]:
    for place, text in enumerate(bundle.lines(), start=1):
        try:
            yield Message(**dict(_Line.model_validate_json(text)))
        except ValidationError:
            raise HandoverError("record_form", place=place) from None
