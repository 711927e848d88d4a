"""What an officer calls a place in a document: “数据项 第 3 项 › 共享属性” for `/items/2/share_type`."""

from collections.abc import Iterator, Sequence

from schemas.bilingual import Text
from schemas.outline import Field
from schemas.pointers import split

LONGEST_NAME = 40
ANY_POSITION = "*"


def place(fields: Sequence[Field], pointer: str) -> Text | None:
    """The titles along a pointer into a document with these fields; None for the document itself."""
    titles = tuple(_titles(fields, split(pointer)))
    return Text(" › ".join(title.zh for title in titles), " › ".join(title.en for title in titles)) if titles else None


def _titles(fields: Sequence[Field], steps: Sequence[str]) -> Iterator[Text]:
    """The title of each field on the way; a name that no field has stands for itself, and the way ends there."""
    if not steps:
        return
    name, *further = steps
    field = next((field for field in fields if field.name == name), None)
    if field is None:
        yield Text(name[:LONGEST_NAME], name[:LONGEST_NAME])
    elif field.repeated and further and (further[0].isdecimal() or further[0] == ANY_POSITION):
        yield _numbered(field.title, further[0])
        yield from _titles(field.children, further[1:])
    else:
        yield field.title
        yield from _titles(field.children, further)


def _numbered(title: Text, position: str) -> Text:
    """Readers count from one."""
    if position == ANY_POSITION:
        return title
    return Text(f"{title.zh} 第 {int(position) + 1} 项", f"{title.en}, no. {int(position) + 1}")
