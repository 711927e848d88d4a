"""The small things that pages are made of; each has a macro of the same name in `templates/components`."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """Words that may lead somewhere; `is_data` when they come from the catalogue and not from the screens."""

    text: str
    href: str | None = None
    is_data: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with one value or several, and where it helps a note."""

    label: str
    values: tuple[Link, ...]
    note: str = ""
    is_code: bool = False
    separator: str = "、"


@dataclass(frozen=True, slots=True)
class Openness:
    """May I use this data? `kind` is the sign, `label` the word, `explanation` the sentence."""

    kind: str
    label: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A dataset in a list."""

    href: str
    title: str
    abstract: str
    provider: Link
    openness: Openness
    frequency: str
    updated_on: str | None
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountedLink:
    """Words, where they lead, and how many datasets wait there."""

    text: str
    href: str
    count: int
    is_data: bool = False
    note: str = ""
    is_data_note: bool = False


@dataclass(frozen=True, slots=True)
class FacetOption:
    label: str
    count: int
    href: str
    is_chosen: bool
    is_data: bool


@dataclass(frozen=True, slots=True)
class FacetBox:
    label: str
    options: tuple[FacetOption, ...]
    more_href: str | None
    fewer_href: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """A pill: a condition in force and the address of the same list without it."""

    label: str
    value: str
    href: str
    is_data: bool = True


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number; a gap has no address."""

    text: str
    href: str | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    pages: tuple[PageLink, ...] = ()
    previous_href: str | None = None
    next_href: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a long page that a tab leads to."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    office: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.office or self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A data item in the item table; blanks are empty texts."""

    name: str
    kind: str
    length: str
    unit: str
    description: str
    example: str
    standard: str
    code_list: str
    codes: tuple[str, ...] = field(default=())
    is_key: bool = False
    is_conditional: bool = False
