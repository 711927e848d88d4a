"""The manifest of a bundle: what it is, what it follows, what is in it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog import digest
from catalog.journal import GENESIS
from portal.handover import form
from portal.handover.errors import HandoverError
from portal.handover.limits import Limits

FORMAT: Final = "bianmu-bundle"
VERSION: Final = 1
PUBLICATION: Final = "publication"
INTAKE: Final = "intake"
# Whom a bundle of intake messages is for.
INSIDE = "inside"

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Identity = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_STRICT = ConfigDict(frozen=True, strict=True, extra="forbid")


class Mark(BaseModel):
    """A place in a chain of records: a number and the digest of the record that has it; before the first, 0 and zeros."""

    model_config = _STRICT

    number: Annotated[int, Field(ge=0)] = 0
    digest: Digest = GENESIS


START = Mark()


class Listed(BaseModel):
    """One file of a bundle."""

    model_config = _STRICT

    name: str
    size: Annotated[int, Field(ge=0)]
    sha256: Digest


class Heading(BaseModel):
    """What is settled before the records are read: which bundle this is, and what it follows.

    `after` is the last record before the first one here: numbers of one audience skip, so a gap would not show otherwise.
    """

    model_config = _STRICT

    kind: Literal["publication", "intake"]
    instance: Identity
    audience: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
    sequence: Annotated[int, Field(ge=1)]
    previous: Digest
    after: Mark
    made_at: Annotated[str, Field(max_length=40)]

    @property
    def begins_anew(self) -> bool:
        """Whether it follows no other bundle but starts with the first record."""
        return self.previous == GENESIS


class Manifest(Heading):
    """A heading, and what the bundle holds."""

    format: Literal["bianmu-bundle"] = FORMAT
    version: Literal[1] = VERSION
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    records: Annotated[int, Field(ge=1)]
    files: tuple[Listed, ...]

    def as_bytes(self) -> bytes:
        """Its only form."""
        return digest.canonical(self.model_dump(mode="json"))

    @classmethod
    def read(cls, content: bytes, limits: Limits) -> Self:
        """The manifest in these bytes, which a trusted key has signed; refused unless all of it can be relied on."""
        try:
            version = _Version.model_validate_json(content)
            if version.version != VERSION:
                raise HandoverError("newer_version", found=version.version)
            manifest = cls.model_validate_json(content)
        except ValidationError as error:
            first = error.errors()[0]
            raise HandoverError("manifest", problem=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        _check_form(manifest, content)
        _check_files(manifest, limits)
        return manifest


class _Version(BaseModel):
    format: Literal["bianmu-bundle"]
    version: int


@dataclass(frozen=True, slots=True)
class BundleNote:
    """What is remembered of a bundle that was made or taken in: enough to follow it, and to make it again."""

    instance: str
    sequence: int
    digest: str
    previous: str
    after: Mark
    last: Mark
    made_at: str


def _check_form(manifest: Manifest, content: bytes) -> None:
    if content != manifest.as_bytes():
        raise HandoverError("manifest", problem="form")
    is_ordered = manifest.after.number < manifest.first <= manifest.last
    if not is_ordered or manifest.begins_anew != (manifest.after == START):
        raise HandoverError("manifest", problem="previous, after, first, last")


def _check_files(manifest: Manifest, limits: Limits) -> None:
    files = manifest.files
    if len(files) > limits.files:
        raise HandoverError("too_many_files", count=len(files), limit=limits.files)
    seen = set[str]()
    for file in files:
        is_data = manifest.kind == PUBLICATION and file.name == f"files/{file.sha256}"
        if not is_data and file.name != form.RECORDS:
            raise HandoverError("odd_name", name=ascii(file.name)[:100])
        if file.name in seen:
            raise HandoverError("listed_twice", name=file.name)
        if file.size > limits.one_file:
            raise HandoverError("too_large", name=file.name, size=file.size, limit=limits.one_file)
        seen.add(file.name)
    if form.RECORDS not in seen:
        raise HandoverError("no_records")
    if (total := sum(file.size for file in files)) > limits.whole:
        raise HandoverError("too_large", name="bundle", size=total, limit=limits.whole)


def heading_after(note: BundleNote | None, *, kind: str, instance: str, audience: str, made_at: str, anew: bool) -> Heading:
    """The heading of the bundle that follows `note`; of one that starts with the first record again if `anew`."""
    facts: dict[str, Any] = {"kind": kind, "instance": instance, "audience": audience, "made_at": made_at}
    facts["sequence"] = note.sequence + 1 if note else 1
    follows = note is not None and not anew
    return Heading(**facts, previous=note.digest if note and follows else GENESIS, after=note.last if note and follows else START)


def heading_again(note: BundleNote, *, kind: str, audience: str) -> Heading:
    """The heading of the bundle that `note` remembers."""
    facts: dict[str, Any] = {"kind": kind, "audience": audience, "instance": note.instance, "sequence": note.sequence}
    return Heading(**facts, previous=note.previous, after=note.after, made_at=note.made_at)
